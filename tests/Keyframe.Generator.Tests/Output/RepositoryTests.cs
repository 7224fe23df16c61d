using Keyframe.Generator.Output;

namespace Keyframe.Generator.Tests.Output;

public sealed class RepositoryTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("keyframe-generator-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public void Files_are_written_with_their_directories_and_then_compare_equal()
    {
        Repository repository = new(root);
        GeneratedFile[] files = [new("crds/a.yaml", "a\n"), new("docs/reference/b.md", "b\n")];
        Assert.Equal(["crds/a.yaml", "docs/reference/b.md"], repository.Write(files));
        Assert.Equal("b\n", Read("docs/reference/b.md"));
        Assert.Empty(repository.Compare(files));
        Assert.Empty(repository.Write(files));
    }

    [Fact]
    public void A_missing_file_is_a_difference_and_comparing_does_not_write_it()
    {
        FileDifference difference = Assert.Single(new Repository(root).Compare([new GeneratedFile("crds/a.yaml", "a\n")]));
        Assert.Equal(new FileDifference("crds/a.yaml", "does not exist"), difference);
        Assert.Empty(root.EnumerateFileSystemInfos());
    }

    [Theory]
    [InlineData("1\n2\n3\n4\n5\n6\n", "1\n2\nx\n4\n5\n6\n", "@@ line 3 @@\n-3\n-4\n-5\n+x\n+4\n+5")]
    [InlineData("1\n2\n", "1\n", "@@ line 2 @@\n-2\n-\n+")]
    [InlineData("1\n", "1\n2\n", "@@ line 2 @@\n-\n+2\n+")]
    [InlineData("1\r\n", "1\n", "@@ line 1 @@\n-1\r\n-\n+1\n+")]
    public void A_changed_file_is_shown_from_its_first_difference(string committed, string generated, string hint)
    {
        Write("a.md", committed);
        FileDifference difference = Assert.Single(new Repository(root).Compare([new GeneratedFile("a.md", generated)]));
        Assert.Equal(hint, difference.Hint);
        Assert.Equal(committed, Read("a.md"));
    }

    [Fact]
    public void A_definition_that_is_no_longer_generated_is_removed_and_files_of_others_are_left_alone()
    {
        Write("crds/gone.yaml", $"{GeneratedFiles.YamlHeader}a: b\n");
        Write("crds/theirs.yaml", "a: b\n");
        Repository repository = new(root);
        Assert.Equal([new FileDifference("crds/gone.yaml", "no longer generated")], repository.Compare([]));
        Assert.Equal(["crds/gone.yaml"], repository.Write([]));
        Assert.Equal(["theirs.yaml"], root.GetDirectories("crds").Single().GetFiles().Select(file => file.Name));
    }

    private string Read(string path) => File.ReadAllText(Path.Combine(root.FullName, path));

    private void Write(string path, string content)
    {
        FileInfo file = new(Path.Combine(root.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, content);
    }
}
