using System.CommandLine;
using Keyframe.Generator.Output;
using Keyframe.Generator.Schemas;

namespace Keyframe.Generator.Commands;

/// <summary>
/// <c>generate --output &lt;repository root&gt; [--verify]</c>. Exits 0 when the files are up to date (now), 1 when
/// <c>--verify</c> finds a difference or nothing could be generated.
/// </summary>
internal static class GenerateCommand
{
    /// <summary>The command.</summary>
    /// <param name="make">Makes the files.</param>
    public static Command Create(Func<IReadOnlyList<GeneratedFile>> make)
    {
        Option<DirectoryInfo> output = new Option<DirectoryInfo>("--output", "-o")
        {
            Description = "The root of the repository",
            Required = true,
        }.AcceptExistingOnly();
        Option<bool> verify = new("--verify") { Description = "Write nothing; exit 1 if a file is not up to date" };
        Command command = new("generate", "Write crds/ and docs/reference/ from the API types") { output, verify };
        command.SetAction(parsed =>
        {
            TextWriter errors = parsed.InvocationConfiguration.Error;
            Repository repository = new(parsed.GetRequiredValue(output));
            try
            {
                return parsed.GetValue(verify)
                    ? Verify(repository, make(), errors)
                    : Write(repository, make(), parsed.InvocationConfiguration.Output);
            }
            catch (Exception exception) when (exception is SchemaException or IOException or UnauthorizedAccessException)
            {
                errors.WriteLine($"error: {exception.Message}");
                return 1;
            }
        });
        return command;
    }

    private static int Write(Repository repository, IReadOnlyList<GeneratedFile> files, TextWriter output)
    {
        foreach (string path in repository.Write(files))
        {
            output.WriteLine(path);
        }

        return 0;
    }

    private static int Verify(Repository repository, IReadOnlyList<GeneratedFile> files, TextWriter errors)
    {
        IReadOnlyList<FileDifference> differences = repository.Compare(files);
        foreach (FileDifference difference in differences)
        {
            errors.WriteLine($"{difference.Path}: not up to date");
            errors.WriteLine(difference.Hint);
        }

        if (differences.Count == 0)
        {
            return 0;
        }

        errors.WriteLine("run make generate");
        return 1;
    }
}
