namespace Keyframe.Registries.Mlflow;

/// <summary>The body of a refusal. Its message is left alone: it is for people, and another one in another version.</summary>
internal sealed record MlflowError
{
    /// <summary>The id does not exist: no such prompt, version or workspace.</summary>
    public const string Missing = "RESOURCE_DOES_NOT_EXIST";

    /// <summary>A parameter is refused; also the answer to an unknown alias.</summary>
    public const string Invalid = "INVALID_PARAMETER_VALUE";

    /// <summary>The server was started without what is asked for: workspaces.</summary>
    public const string Disabled = "FEATURE_DISABLED";

    /// <summary>What is wrong.</summary>
    public string? ErrorCode { get; init; }
}
