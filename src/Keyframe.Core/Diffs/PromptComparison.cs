using System.Text.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.ResponseFormats;

namespace Keyframe.Core.Diffs;

/// <summary>Says what the changed values of a prompt mean.</summary>
internal static class PromptComparison
{
    public static PromptChange Compare(JsonElement before, JsonElement after, IReadOnlyList<LeafChange> leaves)
    {
        var placeholders = (Before: Placeholders(before), After: Placeholders(after));
        bool areKnown = !IsGuessed(before) && !IsGuessed(after);
        var variables = areKnown ? (Before: Variables(before), After: Variables(after)) : ([], []);
        return new PromptChange
        {
            Version = JsonMembers.Text(after, "version") ?? JsonMembers.Text(before, "version") ?? "",
            Text = TextDiffer.Compare(PromptText.Of(before), PromptText.Of(after)),
            IsReordered = IsReordered(before, after),
            AddedVariables = Only(variables.After, variables.Before),
            RemovedVariables = Only(variables.Before, variables.After),
            AddedPlaceholders = Only(placeholders.After, placeholders.Before),
            RemovedPlaceholders = Only(placeholders.Before, placeholders.After),
            ResponseFormat = before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object
                && leaves.Any(leaf => leaf.Class == ChangeClass.OutputSchema)
                    ? ResponseFormatComparer.Compare(
                        JsonMembers.Text(before, "version") ?? "",
                        JsonMembers.Map(before, "responseFormat"),
                        JsonMembers.Map(after, "responseFormat"))
                    : null,
        };
    }

    private static bool IsGuessed(JsonElement prompt) =>
        JsonMembers.Text(prompt, "engine") == nameof(TemplateEngine.Jinja2);

    private static List<string> Variables(JsonElement prompt) =>
    [
        .. JsonMembers.Items(prompt, "variables")
            .Where(item => item.ValueKind == JsonValueKind.String)
            .Select(item => item.GetString()!),
    ];

    private static List<string> Placeholders(JsonElement prompt) =>
        [.. JsonMembers.Items(prompt, "messages").Select(message => JsonMembers.Text(message, "placeholder")).OfType<string>()];

    private static IReadOnlyList<string> Only(List<string> one, List<string> other) =>
        [.. one.Except(other, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static bool IsReordered(JsonElement before, JsonElement after)
    {
        var (old, now) = (Messages(before), Messages(after));
        return !old.SequenceEqual(now) && old.Order(StringComparer.Ordinal).SequenceEqual(now.Order(StringComparer.Ordinal));
    }

    private static List<string> Messages(JsonElement prompt) =>
        [.. JsonMembers.Items(prompt, "messages").Select(message => message.GetRawText())];
}
