using Keyframe.Api.PromptVersions;
using Keyframe.Core.Changes;
using Keyframe.Core.Json;

namespace Keyframe.Core.Diffs;

/// <summary>The rules of <see cref="ItemChange.Breaks"/>.</summary>
internal static class Breakage
{
    private const int MessageLimit = 160;

    public static IEnumerable<string> Of(ItemChange change) => (change.Part, change.Kind) switch
    {
        (DiffPart.App or DiffPart.Version or DiffPart.Code or DiffPart.Other, _) => [],
        (_, DiffKind.Removed) => ["it is gone"],
        (DiffPart.Tool, DiffKind.Added) => ["the model may call it"],
        (_, DiffKind.Added) => [],
        (DiffPart.Prompt, _) => OfPrompt(change),
        (DiffPart.Tool, _) => OfFormat("arguments", change.Arguments),
        (DiffPart.Settings, _) => change.Leaves.SelectMany(OfSetting),
        _ => [],
    };

    private static IEnumerable<string> OfPrompt(ItemChange change)
    {
        if (change.At("/type") is { } type)
        {
            yield return $"it was {Plain(type.Before)}, and is {Plain(type.After)}";
        }

        if (change.At("/engine") is { } engine)
        {
            yield return $"it was {Plain(engine.Before)}, and is {Plain(engine.After)}";
        }

        foreach (string variable in change.Prompt!.AddedVariables)
        {
            yield return $"it needs variable {OneLine.Of(variable, MessageLimit)}";
        }

        foreach (string placeholder in change.Prompt.AddedPlaceholders)
        {
            yield return $"it needs placeholder {OneLine.Of(placeholder, MessageLimit)}";
        }

        foreach (string problem in OfFormat("answers", change.Prompt.ResponseFormat))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfFormat(string what, ResponseFormatComparison? comparison) =>
        (comparison?.Changes ?? [])
            .Where(change => change.Compatibility == ResponseCompatibility.Breaking)
            .Select(change => $"{what}: {(change.Path.Length == 0 ? "" : $"{change.Path} ")}{change.Message}")
            .Select(text => OneLine.Of(text, MessageLimit));

    private static IEnumerable<string> OfSetting(LeafChange leaf)
    {
        string path = OneLine.Of(string.Join('.', JsonPointer.Segments(leaf.Path)), MessageLimit);
        if (leaf.After is null)
        {
            yield return $"{path} is gone";
        }
        else if (leaf.Before is { } before && KindOf(before) != KindOf(leaf.After))
        {
            yield return $"{path} was {KindOf(before)}, and is {KindOf(leaf.After)}";
        }
    }

    private static string KindOf(string json) => json[0] switch
    {
        '"' => "text",
        '{' => "an object",
        '[' => "an array",
        't' or 'f' => "a boolean",
        'n' => "null",
        _ => "a number",
    };

    private static string Plain(string? json) => OneLine.Of(json?.Trim('"') ?? "none", MessageLimit);
}
