namespace Keyframe.Registries.Mlflow;

/// <summary>A page of <c>model-versions/search</c>.</summary>
internal sealed record ModelVersionPage : IMlflowPage
{
    /// <summary>The versions, without their aliases; left out where there are none.</summary>
    public IReadOnlyList<ModelVersion?>? ModelVersions { get; init; }

    /// <inheritdoc/>
    public string? NextPageToken { get; init; }
}
