using Keyframe.Testing.Building;

namespace Keyframe.Testing.Tests.Building;

public sealed class DebianArchiveTests
{
    [Theory]
    [InlineData("Debian|Debian|http://m.example/debian/\nDebian|Debian|http://o.example/debian/", "http://m.example/debian/")]
    [InlineData("Debian|Debian-Security|http://s.example/d-s/\nDebian|Debian|http://m.example/debian/", "http://m.example/debian/")]
    [InlineData("||http://s.example/debian-security/\n||http://m.example/debian/", "http://m.example/debian/")]
    [InlineData("Ubuntu|Ubuntu|http://u.example/ubuntu/", null)]
    [InlineData("Other|Other|http://o.example/debian/", null)]
    [InlineData("", null)]
    public void The_mirror_is_the_one_of_Debian_itself_in_apts_configuration(string targets, string? mirror) =>
        Assert.Equal(mirror, DebianArchive.ChooseMirror(targets));
}
