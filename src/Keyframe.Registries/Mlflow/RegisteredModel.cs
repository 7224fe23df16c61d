using Keyframe.Registries.Reading;

namespace Keyframe.Registries.Mlflow;

/// <summary>A registered model, as MLflow answers it.</summary>
internal sealed record RegisteredModel
{
    private const string Latest = "latest";

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>Its tags; left out where there are none.</summary>
    public IReadOnlyList<MlflowTag?>? Tags { get; init; }

    /// <summary>All of its aliases; left out where there are none.</summary>
    public IReadOnlyList<ModelAlias?>? Aliases { get; init; }

    /// <summary>Its newest version, one for each stage; left out where there is none.</summary>
    public IReadOnlyList<ModelVersion?>? LatestVersions { get; init; }

    /// <summary>What an alias names.</summary>
    /// <param name="alias">The alias; latest, in any case, is the newest version.</param>
    /// <returns>The number of the version; null where it is not among those listed here.</returns>
    public string? VersionOf(string alias) => string.Equals(alias, Latest, StringComparison.OrdinalIgnoreCase)
        ? LatestVersions?.Select(version => version?.Version ?? "").Where(VersionNumber.IsOne).MaxBy(VersionNumber.ValueOf)
        : Aliases?.FirstOrDefault(candidate => candidate?.Alias == alias)?.Version;
}
