using System.CommandLine;
using Keyframe.Generator.Commands;
using Keyframe.Generator.Output;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Tests.Commands;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("keyframe-generator-");
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    public void Dispose()
    {
        root.Delete(recursive: true);
        output.Dispose();
        errors.Dispose();
    }

    [Fact]
    public void It_names_what_it_wrote_and_verifies_it_afterwards()
    {
        Assert.Equal(0, Run(Files("a\n"), "generate", "--output", root.FullName));
        Assert.Equal($"crds/a.yaml{Environment.NewLine}", output.ToString());
        Assert.Equal(0, Run(Files("a\n"), "generate", "--output", root.FullName, "--verify"));
        Assert.Empty(errors.ToString());
    }

    [Fact]
    public void Verify_fails_on_a_difference_and_says_where_and_what_to_do()
    {
        Run(Files("a\n"), "generate", "--output", root.FullName);
        Assert.Equal(1, Run(Files("b\n"), "generate", "--output", root.FullName, "--verify"));
        Assert.Equal(
            ["crds/a.yaml: not up to date", "@@ line 1 @@", "-a", "-", "+b", "+", "run make generate"],
            errors.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        Assert.Equal("a\n", File.ReadAllText(Path.Combine(root.FullName, "crds", "a.yaml")));
    }

    [Fact]
    public void A_fault_in_the_types_is_one_line_without_a_stack_trace()
    {
        int exit = Run(() => throw new SchemaException("Kind.spec.x", "is wrong"), "generate", "--output", root.FullName);
        Assert.Equal(1, exit);
        Assert.Equal($"error: Kind.spec.x: is wrong{Environment.NewLine}", errors.ToString());
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_one_line_without_a_stack_trace()
    {
        File.WriteAllText(Path.Combine(root.FullName, "crds"), "not a directory");
        Assert.Equal(1, Run(Files("a\n"), "generate", "--output", root.FullName));
        Assert.Matches("^error: [^\n]*crds", errors.ToString());
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("generate", "--output", "does/not/exist")]
    public void A_repository_must_be_named_and_exist(params string[] arguments)
    {
        Assert.NotEqual(0, Run(() => throw new InvalidOperationException("must not run"), arguments));
        Assert.NotEmpty(errors.ToString());
    }

    private static Func<IReadOnlyList<GeneratedFile>> Files(string content) => () => [new GeneratedFile("crds/a.yaml", content)];

    private int Run(Func<IReadOnlyList<GeneratedFile>> make, params string[] arguments)
    {
        RootCommand command = new() { GenerateCommand.Create(make) };
        return command.Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = errors });
    }
}
