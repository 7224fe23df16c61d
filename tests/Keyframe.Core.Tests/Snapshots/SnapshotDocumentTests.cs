using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Tests.Snapshots;

public sealed class SnapshotDocumentTests
{
    [Fact]
    public void The_document_of_a_small_snapshot_reads_so() => Assert.Equal(
        """
        {"app":"a","formatVersion":1,"prompts":{"system":{"digest":"sha256:s","engine":"Mustache","prompt":"support-system",
        "template":"You are {{persona}}.\r\n","type":"text","variables":["persona"],"version":"7"}},"version":"1"}
        """.ReplaceLineEndings(""),
        Encoding.UTF8.GetString(Samples.Render(Samples.Minimal, Samples.System).Content.Span));

    [Fact]
    public void The_document_of_a_full_snapshot_holds_every_part_sorted_by_name() => Assert.Equal(
        """
        {"app":"support-bot","code":{"gitCommit":"abc"},"formatVersion":1,
        "guardrails":[{"name":"abuse"},{"name":"pii","version":"1"}],
        "model":{"name":"gpt-4o","parameters":{"temperature":0.2},"provider":"openai"},
        "prompts":{"chat":{"digest":"sha256:c","engine":"Mustache",
        "messages":[{"content":"Hi","role":"system"},{"placeholder":"history"}],
        "prompt":"support-chat","type":"chat","version":"3"},
        "system":{"digest":"sha256:s","engine":"Mustache","prompt":"support-system","template":"You are {{persona}}.\r\n",
        "type":"text","variables":["persona"],"version":"7"}},
        "rerankers":[{"model":"rerank-3.5","name":"fast","provider":"cohere"},
        {"model":"rerank-3.5","name":"main","provider":"cohere","topN":3}],
        "retrieval":[{"index":"faq","name":"faq","store":"pgvector"},
        {"embedding":{"dimensions":3072,"name":"text-embedding-3-large",
        "provider":"openai"},"index":"kb-articles","name":"kb","store":"pgvector","topK":8}],
        "settings":{"greeting":"Grüß Gott\r\n","maxTurns":12},
        "tools":[{"name":"Escalate"},{"inputSchema":{"type":"object"},"name":"lookup_order","version":"2"}],"version":"13"}
        """.ReplaceLineEndings(""),
        Encoding.UTF8.GetString(Samples.Render(Samples.Full, Samples.System, Samples.Chat).Content.Span));

    [Fact]
    public void The_digest_is_the_sha256_of_the_file_as_it_is_mounted()
    {
        var document = Samples.Render(Samples.Full, Samples.System, Samples.Chat);
        var mounted = Encoding.UTF8.GetBytes(document.Files["snapshot.json"]);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(mounted)), document.Digest.Value);
        Assert.Equal(document.Content.ToArray(), mounted);
    }

    [Fact]
    public void Every_part_has_its_file()
    {
        var files = Samples.Render(Samples.Full, Samples.System, Samples.Chat).Files;
        Assert.Equal(
            [
                "guardrails.json", "model.json", "prompt.chat.json", "prompt.system.txt", "rerankers.json", "retrieval.json",
                "settings.json", "snapshot.json", "tools.json",
            ],
            files.Keys);
        Assert.Equal("You are {{persona}}.\r\n", files["prompt.system.txt"]);
        Assert.Equal("""[{"content":"Hi","role":"system"},{"placeholder":"history"}]""", files["prompt.chat.json"]);
        Assert.Equal("""{"name":"gpt-4o","parameters":{"temperature":0.2},"provider":"openai"}""", files["model.json"]);
        Assert.Equal("""[{"name":"abuse"},{"name":"pii","version":"1"}]""", files["guardrails.json"]);
        Assert.Equal("""{"greeting":"Grüß Gott\r\n","maxTurns":12}""", files["settings.json"]);
    }

    [Fact]
    public void Absent_parts_have_no_file() => Assert.Equal(
        ["prompt.system.txt", "snapshot.json"], Samples.Render(Samples.Minimal, Samples.System).Files.Keys);

    [Fact]
    public void Empty_parts_are_absent()
    {
        var model = new ModelSpec { Provider = "p", Name = "m" };
        var empty = Samples.Minimal with
        {
            Model = model with { Parameters = Json.Map("{}") },
            Retrieval = [],
            Rerankers = [],
            Tools = [],
            Guardrails = [],
            Settings = Json.Map("{}"),
            Code = new CodeReference(),
        };
        var absent = Samples.Minimal with { Model = model };
        Assert.Equal(Samples.Render(absent, Samples.System).Digest, Samples.Render(empty, Samples.System).Digest);
        Assert.Equal(Samples.Render(absent, Samples.System).Files, Samples.Render(empty, Samples.System).Files);
    }

    [Fact]
    public void An_empty_input_schema_is_a_schema()
    {
        var spec = Samples.Minimal with { Tools = [new ToolSpec { Name = "t", InputSchema = Json.Map("{}") }] };
        Assert.Equal("""[{"inputSchema":{},"name":"t"}]""", Samples.Render(spec, Samples.System).Files["tools.json"]);
    }

    [Fact]
    public void No_object_name_enters_the_document()
    {
        var document = Samples.Render(Samples.Full, Samples.System, Samples.Chat);
        Assert.DoesNotContain("object-of", string.Concat(document.Files.Values), StringComparison.Ordinal);

        var references = Samples.Full.Prompts.Select(prompt => prompt with { PromptRef = new(), Digest = null });
        var renamed = Samples.Full with { Prompts = [.. references] };
        Assert.Equal(document.Digest, Samples.Render(renamed, Samples.System, Samples.Chat).Digest);
    }

    [Fact]
    public void The_language_of_a_template_is_part_of_the_snapshot() => Assert.NotEqual(
        Samples.Render(Samples.Minimal, Samples.System).Digest,
        Samples.Render(Samples.Minimal, Samples.System with { Engine = TemplateEngine.None }).Digest);

    [Fact]
    public void Guessed_variables_stay_out()
    {
        var jinja = Samples.System with { Engine = TemplateEngine.Jinja2 };
        var other = jinja with { Variables = ["x"] };
        Assert.Equal(Samples.Render(Samples.Minimal, jinja).Digest, Samples.Render(Samples.Minimal, other).Digest);
    }

    [Fact]
    public void The_digest_does_not_depend_on_the_order_of_lists()
    {
        var expected = Samples.Render(Samples.Full, Samples.System, Samples.Chat).Digest;
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            var shuffled = Samples.Full with
            {
                Prompts = Shuffle(Samples.Full.Prompts, random),
                Retrieval = Shuffle(Samples.Full.Retrieval!, random),
                Rerankers = Shuffle(Samples.Full.Rerankers!, random),
                Tools = Shuffle(Samples.Full.Tools!, random),
                Guardrails = Shuffle(Samples.Full.Guardrails!, random),
                Settings = Shuffle([.. Samples.Full.Settings!], random).ToDictionary(pair => pair.Key, pair => pair.Value),
            };
            return Samples.Render(shuffled, Shuffle([Samples.System, Samples.Chat], random)).Digest == expected;
        });
    }

    public static TheoryData<string, GenAIAppSnapshotSpec, PromptInput> Changed => new()
    {
        { "app", Samples.Minimal with { App = "b" }, Samples.System },
        { "version", Samples.Minimal with { Version = "2" }, Samples.System },
        { "model", Samples.Minimal with { Model = new ModelSpec { Name = "m" } }, Samples.System },
        { "settings", Samples.Minimal with { Settings = Json.Map("""{"a": null}""") }, Samples.System },
        { "code", Samples.Minimal with { Code = new CodeReference { Image = "i" } }, Samples.System },
        {
            "prompt name",
            Samples.Minimal with { Prompts = [Samples.Reference("other")] },
            Samples.System with { Name = "other" }
        },
        { "prompt", Samples.Minimal, Samples.System with { Prompt = "other" } },
        { "prompt version", Samples.Minimal, Samples.System with { Version = "8" } },
        { "prompt digest", Samples.Minimal, Samples.System with { Digest = "sha256:t" } },
        { "prompt text", Samples.Minimal, Samples.Text("system", "You are {{persona}}.\n", "persona") },
    };

    [Theory]
    [MemberData(nameof(Changed), DisableDiscoveryEnumeration = true)]
    public void Every_change_changes_the_digest(string what, GenAIAppSnapshotSpec spec, PromptInput prompt) => Assert.False(
        Samples.Render(Samples.Minimal, Samples.System).Digest == Samples.Render(spec, prompt).Digest, what);

    [Fact]
    public void The_ConfigMap_is_named_after_snapshot_and_digest()
    {
        var document = Samples.Render(Samples.Minimal, Samples.System);
        Assert.Equal($"support-bot-13-{document.Digest.Value.AsSpan(7, 10)}", document.ConfigMapName("support-bot-13"));
        Assert.Equal(63, document.ConfigMapName(new string('s', 52)).Length);
    }

    [Fact]
    public void Sizes_count_the_UTF_8_bytes_of_keys_and_values_largest_first()
    {
        var document = Samples.Render(Samples.Minimal with { Settings = Json.Map("""{"a": "ü"}""") }, Samples.System);
        Assert.Equal(["snapshot.json", "prompt.system.txt", "settings.json"], document.Parts.Select(part => part.Name));
        Assert.Equal(13 + document.Content.Length, document.Parts[0].Bytes);
        Assert.Equal(17 + 22, document.Parts[1].Bytes);
        Assert.Equal(13 + 10, document.Parts[2].Bytes);
        Assert.Equal(document.Parts.Sum(part => part.Bytes), document.TotalBytes);
        Assert.Null(document.SizeFault);
    }

    [Fact]
    public void A_snapshot_is_too_large_from_one_byte_over_the_limit()
    {
        var small = Samples.Render(Samples.Minimal, Samples.Text("system", ""));
        var room = SnapshotDocument.MaxBytes - small.TotalBytes;
        Assert.Equal(0, room % 2);

        var fitting = Samples.Render(Samples.Minimal, Samples.Text("system", new string('x', room / 2)));
        Assert.Equal(SnapshotDocument.MaxBytes, fitting.TotalBytes);
        Assert.Null(fitting.SizeFault);

        var excessive = Samples.Render(Samples.Minimal, Samples.Text("system", new string('x', room / 2) + "x"));
        Assert.Equal(Reasons.TooLarge, excessive.SizeFault?.Reason);
        Assert.StartsWith(
            "the ConfigMap would have 1,000,002 bytes, more than 1,000,000: snapshot.json 500,", excessive.SizeFault?.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_parts_are_not_all_named()
    {
        var prompts = Enumerable.Range(10, 12).Select(i => Samples.Text($"p{i}", new string('x', 50_000))).ToArray();
        var spec = Samples.Minimal with { Prompts = [.. prompts.Select(prompt => Samples.Reference(prompt.Name))] };
        Assert.Contains(" and 5 smaller ones. ", Samples.Render(spec, prompts).SizeFault?.Message, StringComparison.Ordinal);
    }

    private static T[] Shuffle<T>(IReadOnlyList<T> items, Random random)
    {
        T[] shuffled = [.. items];
        random.Shuffle(shuffled);
        return shuffled;
    }
}
