namespace Keyframe.Registries.Mlflow;

/// <summary>The answer to <c>model-versions/get</c> and <c>registered-models/alias</c>.</summary>
internal sealed record ModelVersionAnswer
{
    /// <summary>The version.</summary>
    public required ModelVersion ModelVersion { get; init; }
}
