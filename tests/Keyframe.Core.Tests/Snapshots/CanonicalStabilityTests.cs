using System.Text;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Diffs;
using Keyframe.Testing.Resources;

namespace Keyframe.Core.Tests.Snapshots;

/// <summary>
/// Bytes and digests as they are out in the world: in references, annotations and pod templates. <c>sha256sum --check
/// SHA256SUMS</c> in the folder checks them without us. Nothing writes them anew: who has to change the document needs another
/// format version.
/// </summary>
public sealed class CanonicalStabilityTests
{
    private const string Folder = "tests/Keyframe.Core.Tests/Snapshots/Pinned";

    public static TheoryData<string> Names => ["base", "06-jinja", "29-several", "edge"];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_document_has_the_bytes_and_the_digest_that_it_always_had(string name)
    {
        var stored = name == "edge" ? Edge() : Corpus.Snapshots[name];
        byte[] pinned = File.ReadAllBytes(Repository.Path($"{Folder}/{name}.json"));
        Assert.Equal(Encoding.UTF8.GetString(pinned), Encoding.UTF8.GetString(stored.Content.Span));
        Assert.Equal(pinned, stored.Content.ToArray());
        string sum = File.ReadLines(Repository.Path($"{Folder}/SHA256SUMS"))
            .Single(line => line.EndsWith($"  {name}.json", StringComparison.Ordinal)).Split(' ')[0];
        Assert.Equal($"sha256:{sum}", stored.Digest.Value);
        Assert.Equal(stored.Digest, Digest.Of(pinned));
    }

    /// <summary>
    /// What canonical forms differ in: numbers, escapes, the order of names, empty parts, text that looks alike.
    /// </summary>
    private static StoredSnapshot Edge() => Resolved.Store(
        Samples.Full with
        {
            Prompts = [Samples.Reference("system")],
            Settings = Json.Map(
                """
                {
                  "numbers": [0.20, -0.0, 1E30, 5e-324, 0.000001, 1e-7, 9007199254740992, 123456789.125],
                  "escapes": "\u0001\b\t\n\f\r\"\\\/\u007f\u2028é",
                  "alike": ["é", "e\u0301", "\u00a0", "\ufeff"],
                  "empty": {"map": {}, "list": [], "text": "", "nothing": null},
                  "\ud83d\ude00": "sorted by UTF-16 code units, before U+FB33",
                  "\ufb33": true, "1": 1, "10": 10, "\r": "", "ö": 0
                }
                """),
            Guardrails = [],
        },
        [
            Resolved.Of("system", new PromptVersionSpec
            {
                Prompt = "support-system",
                Version = "7",
                Template = new PromptTemplate { Text = "\ufeffGrüß {{größe}}\r\n\u2029🙂", Engine = TemplateEngine.Mustache },
                ModelConfig = Json.Map("""{"top_p": 1.0, "stop": ["\n\n"]}"""),
            }),
        ]);
}
