using System.Net;
using System.Text;
using Keyframe.Testing.Registries.Serving;

namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>
/// The prompt registry of an MLflow tracking server, version 3.11 with a SQL store: its state, its answers and its refusals, over
/// HTTP. The answers have the shapes of exchanges captured from such a server.
/// </summary>
public sealed class FakeMlflow : IAsyncDisposable
{
    private const string NotFoundPage = "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n";

    private const string Html = "text/html; charset=utf-8";

    private readonly FakeMlflowOptions _options;
    private readonly Dictionary<string, MlflowStore> _workspaces = [];
    private readonly Lock _gate = new();
    private long _now;

    private FakeMlflow(FakeMlflowOptions options)
    {
        _options = options;
        foreach (string workspace in (options.Workspaces ?? []).Prepend("default"))
        {
            _workspaces[workspace] = new MlflowStore(Now);
        }
    }

    /// <summary>What listens: its requests, its troubles.</summary>
    public LoopbackServer Server { get; private set; } = null!;

    /// <summary>Its URL, with the path prefix.</summary>
    public Uri Url => new(Server.Url, _options.PathPrefix);

    /// <summary>Starts one.</summary>
    /// <param name="options">How; null for a plain server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<FakeMlflow> StartAsync(FakeMlflowOptions? options, CancellationToken cancellationToken)
    {
        var mlflow = new FakeMlflow(options ?? new FakeMlflowOptions());
        mlflow.Server = await LoopbackServer.StartAsync(mlflow.Answer, cancellationToken);
        return mlflow;
    }

    /// <summary>
    /// Takes the right to read a prompt away from the user: the calls for it are refused, and searches leave it out.
    /// </summary>
    /// <param name="name">The prompt's name.</param>
    public void Forbid(string name)
    {
        lock (_gate)
        {
            foreach (MlflowStore store in _workspaces.Values)
            {
                store.Forbidden.Add(name);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A prompt that is deleted and registered again is told by its time, which therefore never repeats.</summary>
    private long Now() => _now = Math.Max(_now + 1, _options.Clock.GetUtcNow().ToUnixTimeMilliseconds());

    private ServedAnswer Answer(ServedRequest request)
    {
        lock (_gate)
        {
            try
            {
                return AnswerOrRefuse(request);
            }
            catch (MlflowRefusal refusal)
            {
                return refusal.Answer;
            }
        }
    }

    private ServedAnswer AnswerOrRefuse(ServedRequest request)
    {
        if (!IsHostAllowed(request.Header("Host") ?? ""))
        {
            return new ServedAnswer(403, "text/plain", "Invalid Host header - possible DNS rebinding attack detected");
        }

        string api = $"{_options.PathPrefix}/api/2.0/mlflow/";
        if (!request.Path.StartsWith(api, StringComparison.Ordinal))
        {
            return request.Path == $"{_options.PathPrefix}/health"
                ? new ServedAnswer(200, Html, "OK")
                : new ServedAnswer(404, Html, NotFoundPage);
        }

        if (!IsAuthenticated(request))
        {
            return new ServedAnswer(401, Html, "You are not authenticated. Please see https://www.mlflow.org/docs/latest/auth/ …")
            {
                Headers = new Dictionary<string, string> { ["WWW-Authenticate"] = "Basic realm=\"mlflow\"" },
            };
        }

        MlflowStore store = StoreOf(request.Header("X-MLFLOW-WORKSPACE"));
        if (store.Forbidden.Contains(request.Parameter("name") ?? ""))
        {
            return new ServedAnswer(403, Html, "Permission denied");
        }

        return new MlflowRoutes(store, request, Now).Answer(request.Path[api.Length..]) is { } body
            ? ServedAnswer.Json(200, body)
            : new ServedAnswer(404, Html, NotFoundPage);
    }

    private bool IsHostAllowed(string host) =>
        _options.AllowedHosts is not { } allowed
        || IPAddress.TryParse(host.Split(':')[0], out _)
        || allowed.Contains(host);

    private bool IsAuthenticated(ServedRequest request) =>
        _options.Username is null
        || request.Header("Authorization")
            == $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.Username}:{_options.Password}"))}";

    private MlflowStore StoreOf(string? workspace) => (workspace, _options.Workspaces) switch
    {
        (null, _) => _workspaces["default"],
        (_, null) => throw new MlflowRefusal(
            500, "FEATURE_DISABLED", "Workspace APIs are not available: workspaces are not enabled on this server"),
        _ when workspace.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') =>
            _workspaces.GetValueOrDefault(workspace) ?? throw MlflowRefusal.Missing($"Workspace '{workspace}' not found"),
        _ => throw MlflowRefusal.Invalid($"Workspace name '{workspace}' must match the pattern …"),
    };
}
