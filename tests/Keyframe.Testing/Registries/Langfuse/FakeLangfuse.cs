using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Testing.Registries.Langfuse;

/// <summary>
/// The prompts of one project of a Langfuse server, version 4: its state, its answers and its refusals, over HTTP, as its source
/// has them (<c>web/src/features/prompts/server</c>, <c>packages/shared/src/server/services/PromptService</c>).
/// </summary>
public sealed class FakeLangfuse : IAsyncDisposable
{
    private const string Json = "application/json; charset=utf-8";

    private static readonly ServedAnswer NoPage = new(
        404, "text/html; charset=utf-8", "<!DOCTYPE html><html><title>404: This page could not be found</title></html>");

    private readonly FakeLangfuseOptions _options;
    private readonly LangfuseStore _store;
    private readonly Lock _gate = new();
    private DateTimeOffset _now;

    private FakeLangfuse(FakeLangfuseOptions options)
    {
        _options = options;
        _store = new LangfuseStore(Now);
    }

    /// <summary>What listens: its requests, its troubles.</summary>
    public LoopbackServer Server { get; private set; } = null!;

    /// <summary>Its URL, with the path prefix.</summary>
    public Uri Url => new(Server.Url, _options.PathPrefix);

    /// <summary>The Authorization header that it accepts.</summary>
    public AuthenticationHeaderValue Authorization => new(
        "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.PublicKey}:{_options.SecretKey}")));

    /// <summary>Starts one.</summary>
    /// <param name="options">How; null for a plain server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FakeLangfuse> StartAsync(FakeLangfuseOptions? options, CancellationToken cancellationToken)
    {
        var langfuse = new FakeLangfuse(options ?? new FakeLangfuseOptions());
        langfuse.Server = await LoopbackServer.StartAsync(langfuse.Answer, cancellationToken);
        return langfuse;
    }

    /// <summary>
    /// Deletes a prompt although others are composed of it, which the API refuses and a database does not.
    /// </summary>
    /// <param name="name">The prompt's name.</param>
    public void Drop(string name)
    {
        lock (_gate)
        {
            _store.Drop(name);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Times have milliseconds on the wire, and never repeat.</summary>
    private DateTimeOffset Now()
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeMilliseconds(_options.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return _now = now > _now ? now : _now.AddMilliseconds(1);
    }

    private ServedAnswer Answer(ServedRequest request)
    {
        lock (_gate)
        {
            try
            {
                return AnswerOrRefuse(request);
            }
            catch (LangfuseRefusal refusal)
            {
                return refusal.Answer;
            }
        }
    }

    private ServedAnswer AnswerOrRefuse(ServedRequest request)
    {
        string api = $"{_options.PathPrefix}/api/public/";
        if (!request.Path.StartsWith(api, StringComparison.Ordinal))
        {
            return NoPage;
        }

        string[] segments = [.. request.Path[api.Length..].Split('/').Select(Uri.UnescapeDataString)];
        if (segments is ["health"])
        {
            return ServedAnswer.Json(200, new JsonObject { ["status"] = "OK", ["version"] = "4.16.0" }, Json);
        }

        Authenticate(request);
        return (request.Method, segments) switch
        {
            ("GET", ["v2", "prompts"]) => ServedAnswer.Json(200, List(request), Json),
            ("POST", ["v2", "prompts"]) => ServedAnswer.Json(201, _store.Create(request.Json()!), Json),
            ("GET", ["v2", "prompts", var name]) => ServedAnswer.Json(200, Get(name, request), Json),
            ("DELETE", ["v2", "prompts", var name]) => Delete(name, request),
            ("PATCH", ["v2", "prompts", var name, "versions", var version]) => ServedAnswer.Json(
                200,
                _store.Label(
                    name,
                    int.Parse(version, CultureInfo.InvariantCulture),
                    [.. request.Json()!["newLabels"]!.AsArray().Select(label => (string)label!)]),
                Json),
            (_, ["v2", "prompts", ..]) => throw new LangfuseRefusal(405, "MethodNotAllowedError", "Method not allowed"),
            _ => NoPage,
        };
    }

    private void Authenticate(ServedRequest request)
    {
        string? sent = request.Header("Authorization");
        if (sent is null)
        {
            throw LangfuseRefusal.Unauthorized("No authorization header");
        }

        if (sent == $"Bearer {_options.PublicKey}")
        {
            throw LangfuseRefusal.Forbidden(
                $"Access denied - need to use basic auth with secret key to {request.Method} prompts");
        }

        if (sent != Authorization.ToString())
        {
            throw LangfuseRefusal.Unauthorized("Invalid credentials. Confirm that you've configured the correct host.");
        }
    }

    private JsonObject List(ServedRequest request) => _store.List(
        request.Parameter("name"),
        request.Parameter("label"),
        Number(request, "page") ?? 1,
        Number(request, "limit") ?? 10,
        request.Parameter("fromUpdatedAt") is { } from ? DateTimeOffset.Parse(from, CultureInfo.InvariantCulture) : null);

    private JsonObject Get(string name, ServedRequest request) => _store.Get(
        name,
        Number(request, "version") is not 0 and var version ? version : null,   // 0 counts as none
        request.Parameter("label"),
        request.Parameter("resolve") is not "false");

    private ServedAnswer Delete(string name, ServedRequest request)
    {
        _store.Delete(name, Number(request, "version"), request.Parameter("label"));
        return new ServedAnswer(204, null, "");
    }

    private static int? Number(ServedRequest request, string parameter) => request.Parameter(parameter) switch
    {
        null => null,
        { } text when int.TryParse(text, CultureInfo.InvariantCulture, out int number) => number,
        _ => throw LangfuseRefusal.Invalid("Invalid request data"),
    };
}
