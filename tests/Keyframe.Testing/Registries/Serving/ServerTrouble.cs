namespace Keyframe.Testing.Registries.Serving;

/// <summary>What is wrong with a server for a while.</summary>
public sealed record ServerTrouble
{
    private ServerTrouble()
    {
    }

    /// <summary>It breaks every connection.</summary>
    public static ServerTrouble Down { get; } = new() { IsDown = true };

    internal bool IsDown { get; private init; }

    internal ServedAnswer? Answer { get; private init; }

    internal TimeSpan Wait { get; private init; }

    internal Func<ServedRequest, bool> Concerns { get; private init; } = _ => true;

    /// <summary>It answers late.</summary>
    /// <param name="wait">By how much.</param>
    public static ServerTrouble Slow(TimeSpan wait) => new() { Wait = wait };

    /// <summary>It answers everything the same way: 401, 429, 503, a login page.</summary>
    /// <param name="answer">What it answers.</param>
    public static ServerTrouble Says(ServedAnswer answer) => new() { Answer = answer };

    /// <summary>It answers everything with a status and a line of text.</summary>
    /// <param name="status">The status.</param>
    /// <param name="retryAfter">The Retry-After header; null for none.</param>
    public static ServerTrouble Says(int status, TimeSpan? retryAfter = null)
    {
        var headers = new Dictionary<string, string>();
        if (retryAfter is { } wait)
        {
            headers["Retry-After"] = FormattableString.Invariant($"{wait.TotalSeconds:0}");
        }

        return Says(new ServedAnswer(status, "text/plain", "trouble") { Headers = headers });
    }

    /// <summary>The same, for some requests alone.</summary>
    /// <param name="requests">Which.</param>
    public ServerTrouble For(Func<ServedRequest, bool> requests) => new()
    {
        IsDown = IsDown,
        Answer = Answer,
        Wait = Wait,
        Concerns = requests,
    };
}
