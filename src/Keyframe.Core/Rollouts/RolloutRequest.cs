using System.Globalization;

namespace Keyframe.Core.Rollouts;

/// <summary>What somebody asks for by the annotation <c>keyframe.dev/request</c>.</summary>
/// <param name="Id">Tells it from others: the same id is never carried out twice.</param>
/// <param name="Text">The annotation's value.</param>
public sealed record RolloutRequest(string Id, string Text)
{
    /// <summary>The longest annotation that is read, in characters.</summary>
    public const int MaxLength = 256;

    /// <summary>What to do; null where it cannot be told, see <see cref="Fault"/>.</summary>
    public RequestAction? Action { get; private init; }

    /// <summary>Undo: the revision to go back to. Default null: the last one that completed before.</summary>
    public long? Revision { get; private init; }

    /// <summary>Why it cannot be carried out whatever the state of things; null where it might be.</summary>
    public string? Fault { get; private init; }

    /// <summary>Reads a request: a verb, and then <c>id=…</c> and, for undo, <c>revision=…</c>, in any order.</summary>
    /// <param name="text">The annotation's value.</param>
    /// <returns>The request; null where nothing is asked for.</returns>
    public static RolloutRequest? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string shown = text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "…");
        string[] words = text.Length <= MaxLength ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
        string? id = Value(words, "id");
        string? revision = Value(words, "revision");
        // Without an id, the text stands for itself, so that one mistake is answered once.
        var request = new RolloutRequest(id is { Length: > 0 } ? id : shown, shown);
        RequestAction? action = words.FirstOrDefault() switch
        {
            "retry" => RequestAction.Retry,
            "abort" => RequestAction.Abort,
            "undo" => RequestAction.Undo,
            _ => null,
        };
        string? unknown = words.Skip(1).FirstOrDefault(word =>
            !word.StartsWith("id=", StringComparison.Ordinal) && !word.StartsWith("revision=", StringComparison.Ordinal));
        bool numbered = long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        string? fault = action switch
        {
            null => "It must be retry, abort or undo, such as: undo revision=3 id=dana-1.",
            _ when id is not { Length: > 0 } => $"It needs an id that no request before it had, such as: {words[0]} id=dana-1.",
            _ when unknown is not null => $"It has no option \"{unknown}\"; there are id= and, for undo, revision=.",
            not RequestAction.Undo when revision is not null => $"revision= is for undo, not for {words[0]}.",
            _ when revision is not null && !numbered => $"revision= takes a number of status.history, not \"{revision}\".",
            _ => null,
        };
        return request with { Action = action, Revision = numbered ? number : null, Fault = fault };
    }

    private static string? Value(string[] words, string option) => words.Skip(1)
        .FirstOrDefault(word => word.StartsWith($"{option}=", StringComparison.Ordinal))?[(option.Length + 1)..];
}
