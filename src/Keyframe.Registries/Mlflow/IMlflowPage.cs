namespace Keyframe.Registries.Mlflow;

/// <summary>A page of a search.</summary>
internal interface IMlflowPage
{
    /// <summary>What to ask for the next page with; null or empty on the last one.</summary>
    string? NextPageToken { get; }
}
