using System.Text.Json;
using Keyframe.Core.Json;

namespace Keyframe.Core.Tests;

/// <summary>The examples of RFC 6901, section 5, and what is no pointer.</summary>
public sealed class JsonPointerTests
{
    private const string Document =
        """{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8, "~1": 9}""";

    [Theory]
    [InlineData("/foo", """["bar", "baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    [InlineData("/~01", "9")]
    [InlineData("/foo/2", null)]
    [InlineData("/foo/01", null)]
    [InlineData("/foo/-", null)]
    [InlineData("/foo/-1", null)]
    [InlineData("/foo/0/x", null)]
    [InlineData("/nothing", null)]
    [InlineData("foo", null)]
    public void A_pointer_finds_what_it_names(string token, string? found)
    {
        using JsonDocument document = JsonDocument.Parse(Document);
        Assert.Equal(found, JsonPointer.Find(document.RootElement, token)?.GetRawText());
    }

    [Fact]
    public void The_empty_pointer_is_the_whole_document()
    {
        using JsonDocument document = JsonDocument.Parse("\"7\"");
        Assert.Equal("7", JsonPointer.Find(document.RootElement, "")?.GetString());
    }
}
