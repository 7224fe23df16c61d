using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Diffs;

/// <summary>What the changed values of a prompt mean.</summary>
public sealed record PromptChange
{
    /// <summary>The later version, or the earlier one of a prompt that is gone.</summary>
    public required string Version { get; init; }

    /// <summary>
    /// How the text differs; for a chat the messages one below the other, each under its role. Null where it does not, or not
    /// visibly.
    /// </summary>
    public TextDiff? Text { get; init; }

    /// <summary>Whether the messages are the same ones in another order.</summary>
    public bool IsReordered { get; init; }

    /// <summary>
    /// Variables that the application has to fill in now, sorted. Empty where one template is Jinja2, whose variables are not
    /// known.
    /// </summary>
    public required IReadOnlyList<string> AddedVariables { get; init; }

    /// <summary>Variables that are no longer there, sorted. Empty where one template is Jinja2.</summary>
    public required IReadOnlyList<string> RemovedVariables { get; init; }

    /// <summary>Placeholders that the application has to fill with messages now, sorted.</summary>
    public required IReadOnlyList<string> AddedPlaceholders { get; init; }

    /// <summary>Placeholders that are no longer there, sorted.</summary>
    public required IReadOnlyList<string> RemovedPlaceholders { get; init; }

    /// <summary>How the answers differ for whoever reads them; null where the response format is the same.</summary>
    public ResponseFormatComparison? ResponseFormat { get; init; }
}
