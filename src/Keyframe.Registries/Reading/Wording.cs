using Keyframe.Core.Changes;

namespace Keyframe.Registries.Reading;

/// <summary>How messages name things that others have named.</summary>
internal static class Wording
{
    private const int Longest = 100;

    private const int LongestUrl = 300;

    /// <summary>A name in quotes, on one line, with nothing invisible in it, and cut where it is long.</summary>
    /// <param name="name">The name.</param>
    public static string Quoted(string name) => $"'{OneLine.Of(name, Longest)}'";

    /// <summary>A server: its product and its URL, without anything secret that the URL may hold.</summary>
    /// <param name="product">The product.</param>
    /// <param name="access">How it is reached.</param>
    public static string Server(string product, RegistryAccess access)
    {
        string url = access.BaseUrl.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return $"{product} at {OneLine.Of(url, LongestUrl)}";
    }
}
