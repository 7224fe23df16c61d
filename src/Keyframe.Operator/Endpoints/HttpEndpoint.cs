using System.Net.Sockets;
using Keyframe.Operator.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Keyframe.Operator.Endpoints;

/// <summary>
/// One address that answers HTTP: Kestrel and one function, without a web host around them, which would make the start slower.
/// </summary>
internal sealed class HttpEndpoint : IAsyncDisposable
{
    private readonly KestrelServer _server;

    private HttpEndpoint(KestrelServer server) => _server = server;

    /// <summary>The port it listens on, which the system chose where the address says 0.</summary>
    public int Port => BindingAddress.Parse(Addresses.First()).Port;

    private ICollection<string> Addresses => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;

    /// <summary>Starts to listen.</summary>
    /// <param name="setting">The setting the address is from, for messages.</param>
    /// <param name="address">Where to listen.</param>
    /// <param name="answer">Answers a request.</param>
    /// <param name="services">Where Kestrel finds its logging.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="EndpointException">The address cannot be had.</exception>
    public static async Task<HttpEndpoint> StartAsync(
        Setting setting,
        BindAddress address,
        RequestDelegate answer,
        IServiceProvider services,
        CancellationToken cancellationToken)
    {
        var loggers = services.GetRequiredService<ILoggerFactory>();
        KestrelServerOptions options = OptionsFor(address, services);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        var server = new KestrelServer(Options.Create(options), transport, loggers);
        try
        {
            await server.StartAsync(new Application(answer), cancellationToken);
            return new HttpEndpoint(server);
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            server.Dispose();
            string reason = refused.InnerException is AddressInUseException
                ? "another process listens there"
                : (refused.InnerException ?? refused).Message;
            throw new EndpointException($"{setting.Name}: cannot listen on {address}: {reason}", refused);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // An open connection of a scraper is nothing to wait for.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }

    private static KestrelServerOptions OptionsFor(BindAddress address, IServiceProvider services)
    {
        var options = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = services };
        options.Limits.MaxConcurrentConnections = 100;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
        if (address.Host is { } host)
        {
            options.Listen(host, address.Port, Http1);
        }
        else
        {
            options.ListenAnyIP(address.Port, Http1);   // IPv4 alone where the machine has no IPv6
        }

        return options;
    }

    private static void Http1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;

    private sealed class Application(RequestDelegate answer) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public async Task ProcessRequestAsync(HttpContext context)
        {
            if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            {
                await answer(context);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                context.Response.Headers.Allow = "GET, HEAD";
            }
        }

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
