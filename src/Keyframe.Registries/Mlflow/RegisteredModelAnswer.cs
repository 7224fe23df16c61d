namespace Keyframe.Registries.Mlflow;

/// <summary>The answer to <c>registered-models/get</c>.</summary>
internal sealed record RegisteredModelAnswer
{
    /// <summary>The registered model.</summary>
    public required RegisteredModel RegisteredModel { get; init; }
}
