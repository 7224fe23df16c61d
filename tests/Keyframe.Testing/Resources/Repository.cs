using System.Text.Json.Nodes;

namespace Keyframe.Testing.Resources;

/// <summary>Finds files of the repository, from wherever in it a program was built and started.</summary>
public static class Repository
{
    /// <summary>The folder that holds Operator.sln.</summary>
    /// <exception cref="DirectoryNotFoundException">The program does not stand inside the repository.</exception>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The full path of something in it.</summary>
    /// <param name="relative">Its path from the root.</param>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>Every document of a YAML file.</summary>
    /// <param name="relative">Its path from the root.</param>
    public static IReadOnlyList<JsonObject> Documents(string relative) => [.. YamlDocuments.Parse(File.ReadAllText(Path(relative)))];

    /// <summary>Files below a folder, as paths from the root with '/', in order; build output left out.</summary>
    /// <param name="folder">The folder's path from the root.</param>
    /// <param name="pattern">Which, such as <c>*.cs</c>.</param>
    public static IEnumerable<string> Files(string folder, string pattern) => Directory
        .EnumerateFiles(Path(folder), pattern, SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Root, file).Replace(System.IO.Path.DirectorySeparatorChar, '/'))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "Operator.sln"))
            ? folder
            : Find(Directory.GetParent(folder)?.FullName
                ?? throw new DirectoryNotFoundException("Operator.sln is in no folder above: run this inside the repository."));
}
