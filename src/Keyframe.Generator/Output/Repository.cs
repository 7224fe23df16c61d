namespace Keyframe.Generator.Output;

/// <summary>The generated files of a repository on disk.</summary>
/// <param name="root">The repository's root.</param>
internal sealed class Repository(DirectoryInfo root)
{
    private const int HintLines = 3;

    /// <summary>Writes what differs and removes generated definitions that are no longer generated.</summary>
    /// <param name="files">All files the generator makes.</param>
    /// <returns>The paths written or removed.</returns>
    public IReadOnlyList<string> Write(IReadOnlyList<GeneratedFile> files)
    {
        List<string> changed = [];
        foreach (GeneratedFile file in files.Where(file => Read(file.Path) != file.Content))
        {
            string path = Absolute(file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Content);
            changed.Add(file.Path);
        }

        foreach (string stale in Stale(files))
        {
            File.Delete(Absolute(stale));
            changed.Add(stale);
        }

        return changed;
    }

    /// <summary>Compares without writing.</summary>
    /// <param name="files">All files the generator makes.</param>
    /// <returns>What <see cref="Write"/> would change, in the order of the files.</returns>
    public IReadOnlyList<FileDifference> Compare(IReadOnlyList<GeneratedFile> files) =>
    [
        .. files
            .Select(file => (file, committed: Read(file.Path)))
            .Where(pair => pair.committed != pair.file.Content)
            .Select(pair => new FileDifference(pair.file.Path, Hint(pair.committed, pair.file.Content))),
        .. Stale(files).Select(path => new FileDifference(path, "no longer generated")),
    ];

    private IEnumerable<string> Stale(IReadOnlyList<GeneratedFile> files) =>
        new[] { GeneratedFiles.Definitions, GeneratedFiles.DefinitionsBase }
            .Where(directory => Directory.Exists(Absolute(directory)))
            .SelectMany(directory => Directory.EnumerateFiles(Absolute(directory), "*.yaml")
                .Select(path => $"{directory}/{Path.GetFileName(path)}"))
            .Except(files.Select(file => file.Path))
            .Where(path => Read(path)!.StartsWith(GeneratedFiles.YamlHeader, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private string? Read(string path)
    {
        string absolute = Absolute(path);
        return File.Exists(absolute) ? File.ReadAllText(absolute) : null;
    }

    private string Absolute(string path) => Path.Combine(root.FullName, path);

    private static string Hint(string? committed, string generated)
    {
        if (committed is null)
        {
            return "does not exist";
        }

        string[] old = committed.Split('\n');
        string[] @new = generated.Split('\n');
        int first = old.Zip(@new).TakeWhile(pair => pair.First == pair.Second).Count();
        return string.Join('\n',
        [
            $"@@ line {first + 1} @@",
            .. old.Skip(first).Take(HintLines).Select(line => $"-{line}"),
            .. @new.Skip(first).Take(HintLines).Select(line => $"+{line}"),
        ]);
    }
}
