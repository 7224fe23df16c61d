namespace Keyframe.Registries.Mlflow;

/// <summary>An alias of a registered model.</summary>
internal sealed record ModelAlias
{
    /// <summary>The alias.</summary>
    public required string Alias { get; init; }

    /// <summary>The number of the version that it names, which may have been deleted.</summary>
    public required string Version { get; init; }
}
