using Keyframe.Testing.Resources;

namespace Keyframe.Core.Tests;

/// <summary>Files that a person has read and accepted.</summary>
internal static class Golden
{
    private const string Variable = "KEYFRAME_GOLDEN";

    /// <summary>Fails where a text is not the accepted one. With KEYFRAME_GOLDEN=write the text is written instead.</summary>
    /// <param name="file">The file, from tests/Keyframe.Core.Tests/Diffs/Golden.</param>
    /// <param name="text">The text.</param>
    public static void Check(string file, string text)
    {
        string path = Repository.Path($"tests/Keyframe.Core.Tests/Diffs/Golden/{file}");
        if (Environment.GetEnvironmentVariable(Variable) == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"{file} is missing: run with {Variable}=write and read what it says.");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
