using System.Text.RegularExpressions;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests.Architecture;

/// <summary>What a reader may rely on when looking for something under src/.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 300;

    public static TheoryData<string> Projects => Product.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_equal_folders(string project)
    {
        foreach (string file in Sources(project).Where(file => !file.EndsWith("/Program.cs", StringComparison.Ordinal)))
        {
            string folder = Path.GetDirectoryName(file)!.Replace('\\', '/')["src/".Length..];
            Match declaration = Namespace().Match(Text(file));
            Assert.True(declaration.Groups["name"].Value == folder.Replace('/', '.'), $"{file} declares {declaration.Value}");
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_holds_one_type_and_has_its_name(string project)
    {
        foreach (string file in Sources(project).Where(file => !file.EndsWith("/Program.cs", StringComparison.Ordinal)))
        {
            MatchCollection types = Types().Matches(Text(file));
            string names = string.Join(", ", types.Select(type => type.Groups["name"].Value));
            Assert.True(types.Count(type => type.Groups["public"].Success) <= 1, $"{file} has {names}");
            Assert.True(
                types.Any(type => type.Groups["name"].Value == Path.GetFileNameWithoutExtension(file)), $"{file} has {names}");
        }
    }

    /// <summary>The closed list of reasons is looked up, not read from one end to the other.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void No_file_is_longer_than_300_lines(string project) => Assert.Empty(
        from file in Sources(project)
        where !file.EndsWith("/Reasons.cs", StringComparison.Ordinal)
        let lines = File.ReadLines(Path.Combine(Repository.Root, file)).Count()
        where lines > MaxLines
        select $"{file}: {lines}");

    private static string[] Sources(string project)
    {
        string[] files = [.. Repository.Files($"src/{project}", "*.cs")];
        Assert.NotEmpty(files);
        return files;
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(?<public>public )?((internal|file|static|sealed|abstract|partial|readonly|ref) )*"
        + @"(class|record struct|record|struct|enum|interface|delegate \S+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Types();
}
