using Keyframe.Core.Injection;

namespace Keyframe.Core.Tests.Injection;

public sealed class MountPathTests
{
    [Theory]
    [InlineData("/etc/keyframe")]
    [InlineData("/k")]
    [InlineData("/opt/app/config")]
    [InlineData("/var/run/keyframe")]
    [InlineData("/run/secretsy")]
    [InlineData("/tmp/a..b/.hidden")]
    [InlineData("/etcetera")]
    public void A_directory_of_its_own_is_fine(string path) => Assert.Null(MountPath.FaultOf(path));

    [Theory]
    [InlineData("", "must be absolute")]
    [InlineData("/", "must be absolute")]
    [InlineData("etc/keyframe", "must be absolute")]
    [InlineData("/etc/keyframe/", "must be absolute")]
    [InlineData("/etc//keyframe", "must be absolute")]
    [InlineData("/etc/key:frame", "must be absolute")]
    [InlineData("/etc/../keyframe", "segments")]
    [InlineData("/etc/./keyframe", "segments")]
    [InlineData("/keyframe/..", "segments")]
    [InlineData("/etc", "system directory")]
    [InlineData("/tmp", "system directory")]
    [InlineData("/usr", "system directory")]
    [InlineData("/var/run", "system directory")]
    [InlineData("/var/run/secrets", "system directory")]
    [InlineData("/run/secrets", "system directory")]
    [InlineData("/proc/keyframe", "must not lie in")]
    [InlineData("/sys/fs/keyframe", "must not lie in")]
    [InlineData("/dev/shm", "must not lie in")]
    [InlineData("/var/run/secrets/kubernetes.io", "must not lie in")]
    [InlineData("/run/secrets/keyframe", "must not lie in")]
    public void A_path_that_cannot_be_used_is_refused_in_words(string path, string words)
    {
        string? fault = MountPath.FaultOf(path);
        Assert.NotNull(fault);
        Assert.Contains(words, fault, StringComparison.Ordinal);
        Assert.StartsWith($"mountPath \"{path}\"", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_path_has_at_most_512_characters(int length, bool fine) =>
        Assert.Equal(fine, MountPath.FaultOf("/" + new string('k', length - 1)) is null);

    [Theory]
    [InlineData("/etc/keyframe", "/etc/keyframe", true)]
    [InlineData("/etc/keyframe", "/etc/keyframe/", true)]
    [InlineData("/etc/keyframe", "/etc/keyframe/prompts", true)]
    [InlineData("/etc/keyframe", "/etc", true)]
    [InlineData("/etc/keyframe", "/", true)]
    [InlineData("/etc/keyframe", "/etc/keyframe2", false)]
    [InlineData("/etc/keyframe", "/etc/other", false)]
    [InlineData("/etc/keyframe", "/ETC/keyframe", false)]
    public void One_path_overlaps_another_when_it_is_or_contains_it(string one, string other, bool expected)
    {
        Assert.Equal(expected, MountPath.Overlap(one, other));
        Assert.Equal(expected, MountPath.Overlap(other, one));
    }
}
