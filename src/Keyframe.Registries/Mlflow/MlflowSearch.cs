using System.Globalization;

namespace Keyframe.Registries.Mlflow;

/// <summary>A search, whichever page of it.</summary>
/// <param name="What"><c>registered-models</c> or <c>model-versions</c>.</param>
/// <param name="Filter">What to find.</param>
/// <param name="Order">In which order; null for the server's.</param>
internal sealed record MlflowSearch(string What, string Filter, string? Order = null)
{
    /// <summary>A prompt that cannot be: no name has a slash in it. The answer has nothing in it that somebody wrote.</summary>
    public static MlflowSearch Nobody { get; } = new("registered-models", MlflowFilter.Named("keyframe/probe"));

    /// <summary>All prompts, with their aliases.</summary>
    public static MlflowSearch Prompts { get; } = new("registered-models", MlflowFilter.Prompts);

    /// <summary>All versions of all prompts.</summary>
    public static MlflowSearch Versions { get; } = new("model-versions", MlflowFilter.Prompts);

    /// <summary>The versions of one prompt, the newest first.</summary>
    /// <param name="name">The prompt, of which <see cref="MlflowFilter.CanHold"/> holds.</param>
    public static MlflowSearch VersionsOf(string name) =>
        new("model-versions", MlflowFilter.Named(name), "version_number DESC");

    /// <summary>The path and query of a page.</summary>
    /// <param name="size">How many entries at most.</param>
    /// <param name="token">What the page before answered; null for the first.</param>
    public string Page(int size, string? token) =>
        string.Create(CultureInfo.InvariantCulture, $"{What}/search?filter={Uri.EscapeDataString(Filter)}&max_results={size}")
        + Optional("order_by", Order) + Optional("page_token", token);

    private static string Optional(string parameter, string? value) =>
        value is null ? "" : $"&{parameter}={Uri.EscapeDataString(value)}";
}
