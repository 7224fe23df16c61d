using Keyframe.Testing.Resources;

namespace Keyframe.Registries.Tests.Replays;

public sealed class CapturedFilesTests
{
    [Fact]
    public void Every_captured_exchange_is_used_by_a_test()
    {
        string tests = string.Concat(Repository.Files("tests/Keyframe.Registries.Tests", "*.cs")
            .Select(file => File.ReadAllText(Repository.Path(file))));

        Assert.DoesNotContain(
            Repository.Files(Exchange.Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)),
            name => !tests.Contains($"\"{name}\"", StringComparison.Ordinal));
    }
}
