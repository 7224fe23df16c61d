namespace Keyframe.Testing.Registries.Mlflow;

/// <summary>A version to add to a prompt in MLflow.</summary>
/// <param name="Template">The text; of a chat the JSON of its messages; null leaves the tag out.</param>
public sealed record MlflowDraft(string? Template)
{
    /// <summary>text or chat; null leaves the tag out, as old clients do.</summary>
    public string? Type { get; init; } = "text";

    /// <summary>The commit message.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the version is marked as one of a prompt.</summary>
    public bool IsPrompt { get; init; } = true;

    /// <summary>Where its files are; servers refuse the default without the mark.</summary>
    public string Source { get; init; } = "prompt-template";

    /// <summary>More tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>A chat.</summary>
    /// <param name="messages">The JSON of its messages.</param>
    public static MlflowDraft Chat(string messages) => new(messages) { Type = "chat" };

    /// <summary>All tags of it.</summary>
    internal IReadOnlyDictionary<string, string> AllTags()
    {
        var all = new Dictionary<string, string>(Tags);
        Add("mlflow.prompt.is_prompt", IsPrompt ? "true" : null);
        Add("mlflow.prompt.text", Template);
        Add("_mlflow_prompt_type", Type);
        return all;

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                all[key] = value;
            }
        }
    }
}
