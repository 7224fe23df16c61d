namespace Keyframe.Testing.Building;

/// <summary>
/// What is built, from what. Whoever changes a step counts <see cref="Revision"/> up, and every machine builds anew.
/// </summary>
internal static class BuildRecipe
{
    public const string KubernetesVersion = "1.20.2";

    public const int Revision = 1;

    /// <summary>Later releases of Debian carry only the client's source.</summary>
    public const string Suite = "bookworm";

    public const string SourcePackage = "kubernetes";

    /// <summary>
    /// Of the same suite as the source, whatever the machine runs: a newer Go is one more thing that could refuse an old
    /// tree. They are unpacked, never installed, so root is not needed and etcd's package starts no service.
    /// </summary>
    public static readonly IReadOnlyList<string> Packages =
        ["etcd-server", "golang-1.19-go", "golang-1.19-src", "golang-github-modern-go-reflect2-dev"];

    /// <summary>Packages, sources, Go's build cache and the binaries together take about 2.6 GB while building.</summary>
    public const long DiskBytes = 4L << 30;

    /// <summary>The key in the cache.</summary>
    public static string Key => $"{KubernetesVersion}-r{Revision}";
}
