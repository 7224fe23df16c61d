using System.Globalization;
using System.Text.Json;
using Keyframe.Core.Prompts;
using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Mlflow;

/// <summary>
/// Reads a prompt out of the tags of a version (<c>mlflow/prompt/constants.py</c>,
/// <c>mlflow/entities/model_registry/prompt_version.py</c>).
/// </summary>
/// <param name="faults">Faults of single prompts.</param>
internal sealed class MlflowDecoder(PromptFaults faults)
{
    /// <summary>Reads a version.</summary>
    /// <param name="version">The version.</param>
    /// <exception cref="RegistryException">It is not one of a prompt, or its content cannot be read.</exception>
    public RegistryPrompt Decode(ModelVersion version)
    {
        if (!version.Tags.MarkPrompt())
        {
            throw MlflowFaults.NotAPrompt(version.Name, version.Version);
        }

        PromptContent content = ContentOf(version) with { ResponseFormat = ObjectOf(version, MlflowTag.ResponseFormat) };
        return new RegistryPrompt
        {
            Name = version.Name,
            Version = version.Version,
            RowId = version.CreationTimestamp.ToString(CultureInfo.InvariantCulture),
            Material = new PromptMaterial(
                content, ObjectOf(version, MlflowTag.ModelConfig) is { Count: > 0 } config ? config : null),
            CommitMessage = FirstOf(version.Tags.Find(MlflowTag.Description), version.Description),
            Author = FirstOf(version.UserId, version.Tags.Find(MlflowTag.Author)),
        };
    }

    private static string? FirstOf(params ReadOnlySpan<string?> texts)
    {
        foreach (string? text in texts)
        {
            if (!string.IsNullOrEmpty(text))
            {
                return text;
            }
        }

        return null;
    }

    private PromptContent ContentOf(ModelVersion version)
    {
        string text = version.Tags.Find(MlflowTag.Text)
            ?? throw Invalid(version, $"has no tag {MlflowTag.Text}, which holds a prompt's template");
        return version.Tags.Find(MlflowTag.Type) switch
        {
            null or PromptContent.Text => PromptContent.OfText(text),
            PromptContent.Chat => PromptContent.OfChat([.. MessagesOf(version, text).EnumerateArray()]),
            _ => throw Invalid(version, $"is neither text nor chat by its tag {MlflowTag.Type}"),
        };
    }

    private JsonElement MessagesOf(ModelVersion version, string text)
    {
        JsonElement messages = PromptJson.Parse(text)
            ?? throw Invalid(version, $"is a chat, but its tag {MlflowTag.Text} is not JSON that can be read");
        return PromptJson.ProblemOfChat(messages) is { } problem ? throw Invalid(version, problem) : messages;
    }

    private IReadOnlyDictionary<string, JsonElement>? ObjectOf(ModelVersion version, string tag) => version.Tags.Find(tag) switch
    {
        null => null,
        { } text => PromptJson.Properties(PromptJson.Parse(text))
            ?? throw Invalid(version, $"has a tag {tag} that is not a JSON object"),
    };

    private RegistryException Invalid(ModelVersion version, string problem) =>
        faults.InvalidContent(version.Name, version.Version, problem);
}
