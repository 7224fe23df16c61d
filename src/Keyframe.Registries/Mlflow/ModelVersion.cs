namespace Keyframe.Registries.Mlflow;

/// <summary>A version of a registered model, as MLflow answers it.</summary>
internal sealed record ModelVersion
{
    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The number.</summary>
    public required string Version { get; init; }

    /// <summary>When it was made, in milliseconds of the Unix epoch.</summary>
    public required long CreationTimestamp { get; init; }

    /// <summary>What was said about it; empty or left out where nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Who made it; left out by most servers.</summary>
    public string? UserId { get; init; }

    /// <summary>Its tags; left out where there are none.</summary>
    public IReadOnlyList<MlflowTag?>? Tags { get; init; }
}
