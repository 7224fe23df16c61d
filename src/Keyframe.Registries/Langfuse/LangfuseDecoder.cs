using System.Globalization;
using System.Text.Json;
using Keyframe.Core.Prompts;
using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Langfuse;

/// <summary>Reads a prompt out of what Langfuse answers.</summary>
/// <param name="faults">Faults of single prompts.</param>
internal sealed class LangfuseDecoder(PromptFaults faults)
{
    /// <summary>Reads a version.</summary>
    /// <param name="prompt">The version.</param>
    /// <exception cref="RegistryException">Its content cannot be read.</exception>
    public RegistryPrompt Decode(LangfusePrompt prompt)
    {
        string version = prompt.Version.ToString(CultureInfo.InvariantCulture);
        try
        {
            return new RegistryPrompt
            {
                Name = prompt.Name,
                Version = version,
                RowId = prompt.Id,
                Material = new PromptMaterial(ContentOf(prompt, version), ConfigOf(prompt, version)),
                CommitMessage = NullIfEmpty(prompt.CommitMessage),
                Author = NullIfEmpty(prompt.CreatedBy),
                Dependencies = DependenciesOf(prompt.ResolutionGraph),
            };
        }
        catch (InvalidOperationException)
        {
            throw faults.InvalidContent(prompt.Name, version, "holds text that is not Unicode");
        }
    }

    private PromptContent ContentOf(LangfusePrompt prompt, string version) => (prompt.Type, prompt.Prompt.ValueKind) switch
    {
        (null or PromptContent.Text, JsonValueKind.String) => PromptContent.OfText(prompt.Prompt.GetString()!),
        (null or PromptContent.Text, _) => throw faults.InvalidContent(
            prompt.Name, version, "is a text prompt whose prompt is not a text"),
        (PromptContent.Chat, _) => PromptContent.OfChat(MessagesOf(prompt, version)),
        _ => throw faults.InvalidContent(prompt.Name, version, "is neither a text nor a chat prompt"),
    };

    private IReadOnlyList<JsonElement> MessagesOf(LangfusePrompt prompt, string version) =>
        PromptJson.ProblemOfChat(prompt.Prompt, LangfuseMessages.IsPlaceholder) is { } problem
            ? throw faults.InvalidContent(prompt.Name, version, problem)
            : [.. prompt.Prompt.EnumerateArray().Select(LangfuseMessages.Turn)];

    private IReadOnlyDictionary<string, JsonElement>? ConfigOf(LangfusePrompt prompt, string version)
    {
        if (prompt.Config.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        var config = PromptJson.Properties(prompt.Config)
            ?? throw faults.InvalidContent(prompt.Name, version, "has a config that is not a JSON object");
        return config.Count > 0 ? config : null;
    }

    private static IReadOnlyList<PromptDependency> DependenciesOf(ResolutionGraph? graph) =>
    [
        .. (graph?.Dependencies?.Values ?? [])
            .SelectMany(references => references ?? [])
            .OfType<PromptReference>()
            .Distinct()
            .OrderBy(reference => reference.Name, StringComparer.Ordinal)
            .ThenBy(reference => reference.Version)
            .ThenBy(reference => reference.Id, StringComparer.Ordinal)
            .Select(reference => new PromptDependency(
                reference.Name, reference.Version.ToString(CultureInfo.InvariantCulture), reference.Id)),
    ];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
