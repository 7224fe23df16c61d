using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Keyframe.Testing.Registries.Serving;

/// <summary>
/// An HTTP server on loopback, on a port of its own, that keeps what it was asked. Its troubles can be switched while it runs.
/// </summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly Func<ServedRequest, ServedAnswer> _answer;
    private readonly WebApplication _web;
    private readonly Lock _gate = new();
    private readonly List<ServedRequest> _requests = [];
    private volatile ServerTrouble? _trouble;
    private int _inFlight;
    private int _maxInFlight;

    private LoopbackServer(Func<ServedRequest, ServedAnswer> answer)
    {
        _answer = answer;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.Run(ServeAsync);
    }

    /// <summary>Its URL, by address, without a slash at the end of the host.</summary>
    public Uri Url =>
        new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>What is wrong with it now; null for nothing.</summary>
    public ServerTrouble? Trouble
    {
        get => _trouble;
        set => _trouble = value;
    }

    /// <summary>The requests since it started or was last told to forget, in the order in which they came.</summary>
    public IReadOnlyList<ServedRequest> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The most requests that were in flight at a time.</summary>
    public int MaxInFlight
    {
        get
        {
            lock (_gate)
            {
                return _maxInFlight;
            }
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="answer">Answers requests; called by several threads.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<LoopbackServer> StartAsync(
        Func<ServedRequest, ServedAnswer> answer, CancellationToken cancellationToken)
    {
        var server = new LoopbackServer(answer);
        await server._web.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Forgets the requests so far, and how many were in flight.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _requests.Clear();
            _maxInFlight = _inFlight;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _web.StopAsync(atOnce.Token);
        await _web.DisposeAsync();
    }

    private static async Task<ServedRequest> ReadAsync(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        using var body = new StreamReader(context.Request.Body);
        return new ServedRequest(
            context.Request.Method,
            question < 0 ? target : target[..question],
            question < 0 ? "" : target[(question + 1)..],
            context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync(context.RequestAborted));
    }

    private async Task ServeAsync(HttpContext context)
    {
        ServedRequest request = await ReadAsync(context);
        Enter(request);
        try
        {
            ServerTrouble? trouble = Trouble is { } current && current.Concerns(request) ? current : null;
            if (trouble?.IsDown is true)
            {
                context.Abort();
                return;
            }

            await Task.Delay(trouble?.Wait ?? TimeSpan.Zero, context.RequestAborted);
            await WriteAsync(context, trouble?.Answer ?? _answer(request));
        }
        catch (OperationCanceledException)
        {
            // The client went away.
        }
        finally
        {
            lock (_gate)
            {
                _inFlight--;
            }
        }
    }

    private void Enter(ServedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
            _inFlight++;
            _maxInFlight = Math.Max(_maxInFlight, _inFlight);
        }
    }

    private static async Task WriteAsync(HttpContext context, ServedAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach ((string name, string value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (answer.Body.Length > 0)
        {
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
        }
    }
}
