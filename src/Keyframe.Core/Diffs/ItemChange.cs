using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Diffs;

/// <summary>One item of a snapshot that differs.</summary>
public sealed record ItemChange
{
    /// <summary>The part it belongs to.</summary>
    public required DiffPart Part { get; init; }

    /// <summary>Its name; null for a part of which there is one. Of a renamed item the later name.</summary>
    public string? Name { get; init; }

    /// <summary>What became of it.</summary>
    public required DiffKind Kind { get; init; }

    /// <summary>
    /// Every value that differs, by path. Of an added or removed item all its values, of a renamed one its name.
    /// </summary>
    public required IReadOnlyList<LeafChange> Leaves { get; init; }

    /// <summary>For a prompt that is in one or both: what that means.</summary>
    public PromptChange? Prompt { get; init; }

    /// <summary>
    /// For a tool that is in both: how the arguments differ for the code that gets them; null where they do not.
    /// </summary>
    public ResponseFormatComparison? Arguments { get; init; }

    /// <summary>What it is about: each class once, in order.</summary>
    public required IReadOnlyList<ChangeClass> Classes { get; init; }

    /// <summary>
    /// Why code that ran with the earlier snapshot may fail with the later one, in words; empty where it does not:
    /// <list type="bullet">
    /// <item>something is gone that it reads by name: a prompt, the model, a retrieval source, reranker, tool, guardrail or
    /// setting, also by being renamed;</item>
    /// <item>a prompt needs a variable or placeholder that it did not need, is written in another template language, or turned
    /// from text into chat or back;</item>
    /// <item>answers of a prompt, or arguments of a tool, are such that readers of the former ones cannot read them
    /// (<see cref="ResponseFormats.ResponseFormatComparer"/>);</item>
    /// <item>a tool is new: the model may call what the code does not have;</item>
    /// <item>a setting has another JSON type.</item>
    /// </list>
    /// </summary>
    public required IReadOnlyList<string> Breaks { get; init; }

    /// <summary>How far the change reaches.</summary>
    public ChangeLevel Level =>
        Breaks.Count > 0 ? ChangeLevel.Breaking
        : Classes.Any(about => about is not (ChangeClass.Label or ChangeClass.Code)) ? ChangeLevel.Behavior
        : ChangeLevel.None;

    /// <summary>The value at a path that differs; null where it does not.</summary>
    /// <param name="path">The JSON Pointer.</param>
    public LeafChange? At(string path) => Leaves.FirstOrDefault(leaf => leaf.Path == path);
}
