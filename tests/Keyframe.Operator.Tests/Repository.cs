using System.Text.Json.Nodes;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests;

/// <summary>Reads files of the repository from wherever the tests run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Every document of a YAML file.</summary>
    public static IReadOnlyList<JsonObject> Documents(string path) => [.. YamlDocuments.Parse(File.ReadAllText(Path.Combine(Root, path)))];

    /// <summary>Files below a folder, relative to the root, with '/'; build output left out.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Operator.sln"))
        ? folder
        : Find(Directory.GetParent(folder)?.FullName ?? throw new DirectoryNotFoundException("Operator.sln is not above the tests."));
}
