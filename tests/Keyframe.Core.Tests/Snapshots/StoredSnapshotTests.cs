using System.Text;
using Keyframe.Api.Conditions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Tests.Snapshots;

public sealed class StoredSnapshotTests
{
    private static readonly SnapshotDocument Document = Samples.Render(Samples.Full, Samples.System, Samples.Chat);

    [Fact]
    public void What_was_written_is_read_back()
    {
        Assert.True(StoredSnapshot.Read(Document.Files, Document.Digest).TryGet(out var stored, out _));
        Assert.Equal(Document.Content.ToArray(), stored.Content.ToArray());
        Assert.Equal(("support-bot", "13", Document.Digest), (stored.App, stored.Version, stored.Digest));
    }

    [Fact]
    public void Bytes_of_another_digest_are_refused()
    {
        string other = Document.Files["snapshot.json"].Replace("gpt-4o", "gpt-3.5", StringComparison.Ordinal);
        var files = new Dictionary<string, string>(Document.Files) { ["snapshot.json"] = other };
        Refuses(files, Document.Digest, Reasons.DigestMismatch, $"but {Document.Digest} was expected: these are not the bytes");
        Assert.True(StoredSnapshot.Read(files, null).TryGet(out _, out _));
    }

    [Fact]
    public void The_same_in_other_bytes_has_another_digest()
    {
        byte[] spaced = Encoding.UTF8.GetBytes(Document.Files["snapshot.json"] + "\n");
        Assert.Equal(Reasons.DigestMismatch, StoredSnapshot.Read(spaced, Document.Digest).Fault?.Reason);
        Assert.True(StoredSnapshot.Read(spaced, null).TryGet(out var stored, out _));
        Assert.Equal(Digest.Of(spaced), stored.Digest);
    }

    public static TheoryData<string, string> Unreadable => new()
    {
        { "", "it is not JSON of a snapshot" },
        { "hello", "it is not JSON of a snapshot" },
        { "[]", "it has no formatVersion; it is not a snapshot's document" },
        { "{}", "it has no formatVersion; it is not a snapshot's document" },
        { Minimal.Replace("1", "2"), "its formatVersion is 2, and this version of Keyframe reads 1 alone; use a version" },
        { Minimal.Replace("1,", "\"1\","), "its formatVersion is \"1\", and" },
        { Minimal.Replace("1,", "1.5,"), "its formatVersion is 1.5, and" },
        { Minimal.Replace("\"app\":\"a\",", ""), "it is not JSON of a snapshot: " },
        { Minimal.Replace("\"a\"", "null"), "app, version and prompts must not be null" },
        { Minimal.Replace("\"a\"", "7"), "it is not JSON of a snapshot: " },
        { Minimal.Replace("\"app\":", "\"app\":\"b\",\"app\":"), "$: the property \"app\" is given twice" },
        { Minimal.Replace("\"a\"", "\"\\ud800\""), "$.app: the text has a lone surrogate" },
        { Minimal.Replace("\"v\"", "9007199254740993"), "is beyond 2^53" },
        { Minimal.Replace("Hi", "Hi\",\"messages\":[{}],\"x\":\""), "prompts[\"p\"] has not what its type says" },
        { Minimal.Replace("\"text\"", "\"chat\""), "prompts[\"p\"] has not what its type says" },
        { Minimal.Replace("\"type\":\"text\"", "\"type\":null"), "prompts[\"p\"] must have prompt, version, digest and type" },
        { Minimal.Replace("\"text\"", "\"text\",\"variables\":[null]"), "prompts[\"p\"].variables must be names" },
        { Minimal.Replace("\"Mustache\"", "\"ERB\""), "it is not JSON of a snapshot: " },
        { Minimal.Replace("}}}", "}},\"tools\":[{}]}"), "tools[0] has no name" },
        { Minimal.Replace("}}}", "}},\"tools\":[{\"name\":\"a\"},{\"name\":\"a\"}]}"), "tools[1] repeats the name \"a\"" },
        { Nested(63), "nested deeper than 64 levels" },
    };

    private static string Minimal =>
        """
        {"formatVersion":1,"app":"a","version":"v","prompts":{"p":{"prompt":"p","version":"v","digest":"d","type":"text",
        "engine":"Mustache","template":"Hi"}}}
        """;

    [Theory]
    [MemberData(nameof(Unreadable), DisableDiscoveryEnumeration = true)]
    public void What_is_no_snapshot_is_refused_with_what_is_wrong(string json, string because)
    {
        Assert.True(StoredSnapshot.Read(Encoding.UTF8.GetBytes(Minimal), null).TryGet(out _, out _));
        Refuses(new Dictionary<string, string> { ["snapshot.json"] = json }, null, Reasons.InvalidContent, because);
    }

    [Fact]
    public void Bytes_that_are_not_utf_8_are_refused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Minimal);
        bytes[Minimal.IndexOf("Hi", StringComparison.Ordinal)] = 0xff;
        Assert.Contains("bytes that are not UTF-8", StoredSnapshot.Read(bytes, null).Fault?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_as_deep_as_a_document_may_have_is_read()
    {
        Assert.True(StoredSnapshot.Read(Encoding.UTF8.GetBytes(Nested(62)), null).TryGet(out _, out var fault), fault?.Message);
    }

    [Fact]
    public void A_config_map_without_a_document_is_refused() =>
        Refuses(new Dictionary<string, string>(), null, Reasons.InvalidContent, "there is no key snapshot.json");

    private static string Nested(int depth) =>
        Minimal.Replace("}}}", $"}}}},\"settings\":{{\"a\":{new string('[', depth)}{new string(']', depth)}}}}}", StringComparison.Ordinal);

    private static void Refuses(IReadOnlyDictionary<string, string> data, Digest? expected, string reason, string because)
    {
        Assert.False(StoredSnapshot.Read(data, expected).TryGet(out _, out var fault));
        Assert.Equal(reason, fault.Reason);
        Assert.Contains(because, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }
}
