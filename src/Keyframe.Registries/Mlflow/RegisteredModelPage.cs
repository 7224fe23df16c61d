namespace Keyframe.Registries.Mlflow;

/// <summary>A page of <c>registered-models/search</c>.</summary>
internal sealed record RegisteredModelPage : IMlflowPage
{
    /// <summary>The registered models; left out where there are none.</summary>
    public IReadOnlyList<RegisteredModel?>? RegisteredModels { get; init; }

    /// <inheritdoc/>
    public string? NextPageToken { get; init; }
}
