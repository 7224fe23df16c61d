namespace Keyframe.Registries.Mlflow;

/// <summary>Looks tags up. Their order differs between servers.</summary>
internal static class MlflowTags
{
    /// <summary>The value of a tag; null where there is no such tag.</summary>
    public static string? Find(this IReadOnlyList<MlflowTag?>? tags, string key) =>
        tags?.FirstOrDefault(tag => tag?.Key == key) is { } found ? found.Value ?? "" : null;

    /// <summary>Whether they are those of a prompt.</summary>
    public static bool MarkPrompt(this IReadOnlyList<MlflowTag?>? tags) =>
        string.Equals(tags.Find(MlflowTag.IsPrompt), "true", StringComparison.OrdinalIgnoreCase);
}
