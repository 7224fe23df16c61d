using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Tests.FakeApiServer;

/// <summary>
/// A <see cref="FakeServer"/> that listens: on loopback, over TLS, in HTTP/1.1 and HTTP/2 as the client likes. For what only
/// happens where there are connections.
/// </summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly FakeServer _server;
    private readonly WebApplication _web;

    private SocketServer(FakeServer server)
    {
        _server = server;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificate())));
        _web = builder.Build();
        _web.Run(ServeAsync);
    }

    /// <summary>How to reach it; a new one for each call.</summary>
    public KubernetesClientConfiguration Configuration => new()
    {
        Host = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
        SkipTlsVerify = true,
    };

    /// <summary>The protocols of the requests so far.</summary>
    public ConcurrentQueue<string> Protocols { get; } = [];

    public static async Task<SocketServer> StartAsync(FakeServer server)
    {
        var listening = new SocketServer(server);
        await listening._web.StartAsync(TestContext.Current.CancellationToken);
        return listening;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _web.StopAsync(atOnce.Token);
        await _web.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        Protocols.Enqueue(context.Request.Protocol);
        using var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.GetEncodedUrl());
        message.Headers.TryAddWithoutValidation("Accept", context.Request.Headers.Accept.ToString());
        using HttpResponseMessage answer = await _server.AnswerAsync(message, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.Headers.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = retryAfter.ToString();
        }

        await context.Response.Body.FlushAsync(context.RequestAborted);   // a watch begins with its headers
        try
        {
            await using Stream body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
            byte[] buffer = new byte[16 * 1024];
            while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and int length)
            {
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, length), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (IOException)
        {
            context.Abort();   // a body that breaks is a connection, or a stream, that is reset
        }
        catch (OperationCanceledException)
        {
            // The client went away.
        }
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
