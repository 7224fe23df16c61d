namespace Keyframe.Registries.Mlflow;

/// <summary>A tag of a registered model or of a version. Prompts are kept in tags.</summary>
internal sealed record MlflowTag
{
    /// <summary>A registered model, or a version, with this tag set to true is a prompt.</summary>
    public const string IsPrompt = "mlflow.prompt.is_prompt";

    /// <summary>The template; of a chat the JSON of its messages.</summary>
    public const string Text = "mlflow.prompt.text";

    /// <summary>The commit message, where a client other than Python's wrote it.</summary>
    public const string Description = "mlflow.prompt.description";

    /// <summary>What kind of prompt it is: text or chat. Old versions have no such tag and are text.</summary>
    public const string Type = "_mlflow_prompt_type";

    /// <summary>The JSON Schema of the answer.</summary>
    public const string ResponseFormat = "_mlflow_prompt_response_format";

    /// <summary>The model configuration, a JSON object. Documented as mutable.</summary>
    public const string ModelConfig = "_mlflow_prompt_model_config";

    /// <summary>Who made a version, by custom.</summary>
    public const string Author = "author";

    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>The value; servers leave it out where it is null.</summary>
    public string? Value { get; init; }
}
