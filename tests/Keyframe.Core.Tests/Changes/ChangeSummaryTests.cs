using Keyframe.Api.Snapshots;
using Keyframe.Core.Changes;
using Keyframe.Core.Tests.Snapshots;

namespace Keyframe.Core.Tests.Changes;

public sealed class ChangeSummaryTests
{
    private const string Digest12 = "sha256:aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff0000";
    private const string Digest13 = "sha256:1f3a9c2e7bbbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff0000";

    private static readonly ModelSpec Model = new()
    {
        Provider = "openai",
        Name = "gpt-4o",
        Parameters = Json.Map("""{"temperature": 0.2}"""),
    };

    private static readonly SnapshotFacts Before = new(
        "support-bot-12",
        Digest12,
        new GenAIAppSnapshotSpec { App = "support-bot", Version = "12", Model = Model, Prompts = [Samples.Reference("system")] },
        [System("6")]);

    private static readonly SnapshotFacts After = Before with
    {
        Name = "support-bot-13",
        Digest = Digest13,
        Spec = Before.Spec with { Version = "13" },
    };

    [Fact]
    public void The_first_snapshot_is_told_by_its_size_and_model()
    {
        Assert.Equal(
            "snapshot support-bot-13 (1f3a9c2e7b): first snapshot of support-bot, 1 prompt, model gpt-4o",
            ChangeSummary.Describe(null, After));
        var other = After with
        {
            Digest = null,
            Spec = After.Spec with { Model = null, Prompts = [Samples.Reference("a"), Samples.Reference("b")] },
        };
        Assert.Equal("snapshot support-bot-13: first snapshot of support-bot, 2 prompts", ChangeSummary.Describe(null, other));
    }

    [Fact]
    public void A_change_is_told_part_by_part_what_matters_most_first()
    {
        var after = After with
        {
            Spec = After.Spec with
            {
                Model = Model with { Parameters = Json.Map("""{"temperature": 0.70}""") },
                Tools = [new ToolSpec { Name = "lookup_order" }],
            },
            Prompts = [System("7", "Refuse unauthorized discounts", "dana@example.com")],
        };
        Assert.Equal(
            "snapshot support-bot-13 (1f3a9c2e7b): prompt system 6→7 \"Refuse unauthorized discounts\" by dana@example.com; "
                + "model temperature 0.2→0.7; tool lookup_order added",
            ChangeSummary.Describe(Before, after));
    }

    [Fact]
    public void A_rollback_names_both_snapshots_and_no_commit_message()
    {
        var after = After with { Prompts = [System("7", "Refuse unauthorized discounts", "dana@example.com")] };
        var back = Before with { Prompts = [System("6", "Be friendly", "kim@example.com")] };
        Assert.Equal(
            "rollback to snapshot support-bot-12 (aaaaaaaaaa) from support-bot-13: prompt system 7→6",
            ChangeSummary.DescribeRollback(after, back));
        Assert.Equal("rollback to snapshot support-bot-12 (aaaaaaaaaa)", ChangeSummary.DescribeRollback(null, back));
    }

    [Fact]
    public void Nothing_but_the_version_changed_is_said_so() => Assert.Equal(
        "snapshot support-bot-13 (1f3a9c2e7b): version 12→13, nothing else changed", ChangeSummary.Describe(Before, After));

    [Fact]
    public void Nothing_changed_is_said_so()
    {
        Assert.Equal(
            "snapshot copy (aaaaaaaaaa): nothing changed since support-bot-12",
            ChangeSummary.Describe(Before, Before with { Name = "copy" }));
        Assert.Equal(
            "rollback to snapshot copy (aaaaaaaaaa) from support-bot-12: nothing changed since support-bot-12",
            ChangeSummary.DescribeRollback(Before, Before with { Name = "copy" }));
    }

    public static TheoryData<PromptFacts[], PromptFacts[], string> PromptChanges => new()
    {
        { [], [System("1", "Start", "kim")], "prompt system 1 added \"Start\" by kim" },
        { [System("1", "Start", "kim")], [], "prompt system removed" },
        { [System("1")], [System("2", "  ", "kim")], "prompt system 1→2 by kim" },
        { [System("1")], [System("1") with { Digest = "sha256:other" }], "prompt system 1 has other content" },
        { [System("1")], [System("2") with { Prompt = "escalation" }], "prompt system support-system 1→escalation 2" },
        {
            [System("1"), System("1") with { Name = "a" }],
            [System("2") with { Name = "b" }, System("2")],
            "prompt a removed; prompt b 2 added; prompt system 1→2"
        },
        { [System("1")], [System("2", "say \"no\"\r\n\tto\0 all\u202e")], "prompt system 1→2 \"say 'no' to all\\u{202E}\"" },
        { [System("1")], [System("2", new string('é', 100))], $"prompt system 1→2 \"{new string('é', 79)}…\"" },
        { [System("1")], [System("2", Emoji(100))], $"prompt system 1→2 \"{Emoji(39)}…\"" },
        { [System("1", "Start")], [System("1", "Start") with { Name = "main" }], "prompt system renamed to main" },
        {
            [Using("1", "persona")],
            [Using("2", "persona", "tone") with { CommitMessage = "Be warm" }],
            "prompt system 1→2 (adds variable tone) \"Be warm\""
        },
        {
            [Using("1", "a", "b", "c", "d", "e")], [Using("2", "e")],
            "prompt system 1→2 (drops variables a, b, c and 1 more)"
        },
        { [System("1")], [Using("2", "tone")], "prompt system 1→2" },
    };

    [Theory]
    [MemberData(nameof(PromptChanges), DisableDiscoveryEnumeration = true)]
    public void Prompts_are_compared_by_their_names_in_the_snapshot(PromptFacts[] before, PromptFacts[] after, string expected) =>
        Assert.Equal(
            "snapshot support-bot-13 (1f3a9c2e7b): " + expected,
            ChangeSummary.Describe(Before with { Prompts = before }, After with { Prompts = after }));

    public static TheoryData<GenAIAppSnapshotSpec, GenAIAppSnapshotSpec, string> PartChanges => new()
    {
        { Of(), Of() with { App = "other" }, "app support-bot→other" },
        { Of() with { Model = null }, Of(), "model gpt-4o added" },
        { Of(), Of() with { Model = null }, "model gpt-4o removed" },
        {
            Of(),
            Of() with { Model = Model with { Provider = "azure", Name = "gpt-4.1", Version = "2025" } },
            "model gpt-4o→gpt-4.1, provider openai→azure, version 2025 added"
        },
        {
            Of(),
            Of() with { Model = Model with { Parameters = Json.Map("""{"seed": 1, "name": "x", "response": {"type": "j"}}""") } },
            "model parameters.name x added, response.type j added, seed 1 added, temperature removed"
        },
        {
            Of() with { Model = Model with { Endpoint = "https://user:secret@a" } },
            Of() with { Model = Model with { Endpoint = "https://user:secret@b" } },
            "model endpoint changed"
        },
        {
            Of() with { Retrieval = [Kb("1", 8)] },
            Of() with { Retrieval = [Kb("2", 10)] },
            "retrieval kb indexVersion 1→2, topK 8→10"
        },
        { Of() with { Retrieval = [Kb("1", 8)] }, Of() with { Retrieval = [] }, "retrieval kb removed" },
        {
            Of() with { Rerankers = [new RerankerSpec { Name = "main", Provider = "cohere", Model = "a" }] },
            Of() with { Rerankers = [new RerankerSpec { Name = "main", Provider = "cohere", Model = "b" }] },
            "reranker main model a→b"
        },
        {
            Of() with { Tools = [new ToolSpec { Name = "t", Description = "does" }] },
            Of() with { Tools = [new ToolSpec { Name = "t", Description = "does not" }] },
            "tool t description changed"
        },
        {
            Of() with { Guardrails = [new GuardrailSpec { Name = "g", Parameters = Json.Map("""{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}""") }] },
            Of() with { Guardrails = [new GuardrailSpec { Name = "g", Parameters = Json.Map("""{"a": 2, "b": 2, "c": 2, "d": 2, "e": 2}""") }] },
            "guardrail g changed in 5 places"
        },
        {
            Of() with { Tools = [Lookup("""{"type": "object", "properties": {"order": {}}, "required": ["order"]}""")] },
            Of() with { Tools = [Lookup("""{"type": "object", "properties": {"number": {}, "lang": {}}}""")] },
            "tool lookup arguments breaking, 3 changes: /order is gone, and was required"
        },
        {
            Of() with { Tools = [Lookup("""{"properties": {"order": {"description": "its number"}}}""")] },
            Of() with { Tools = [Lookup("""{"properties": {"order": {"description": "eight digits"}}}""") with { Version = "2" }] },
            "tool lookup version 2 added (arguments: descriptions changed)"
        },
        { Of() with { Tools = [Lookup("{}")] }, Of() with { Tools = [Lookup("{}") with { Name = "find" }] }, "tool lookup renamed to find" },
        {
            Of() with { Rerankers = [new RerankerSpec { Name = "a", Model = "m" }, new RerankerSpec { Name = "b", Model = "m" }] },
            Of() with { Rerankers = [new RerankerSpec { Name = "c", Model = "m" }] },
            "reranker b removed; reranker a renamed to c"
        },
        {
            Of() with { Guardrails = [new GuardrailSpec { Name = "pii", Parameters = Json.Map("""{"mode": "warn"}""") }] },
            Of() with { Guardrails = [new GuardrailSpec { Name = "pii", Parameters = Json.Map("""{"mode": "block"}""") }] },
            "guardrail pii mode warn→block"
        },
        {
            Of() with { Settings = Json.Map("""{"maxTurns": 12, "ui": {"theme": "dark", "lang": ["de"]}}""") },
            Of() with { Settings = Json.Map("""{"ui": {"lang": ["de", "en"], "theme": "dark"}, "beta": true}""") },
            "setting beta true added, maxTurns removed, ui.lang [\"de\"]→[\"de\",\"en\"]"
        },
        {
            Of() with { Settings = Json.Map($$"""{"long": "{{new string('a', 60)}}", "same": 1.0}""") },
            Of() with { Settings = Json.Map($$"""{"long": "{{new string('b', 60)}}", "same": 1}""") },
            "setting long changed"
        },
        { Of(), Of() with { Code = new CodeReference { GitCommit = "abc" } }, "code gitCommit abc added" },
    };

    [Theory]
    [MemberData(nameof(PartChanges), DisableDiscoveryEnumeration = true)]
    public void Parts_are_compared_by_name_and_leaf(GenAIAppSnapshotSpec before, GenAIAppSnapshotSpec after, string expected) =>
        Assert.Equal(
            "snapshot support-bot-13 (1f3a9c2e7b): " + expected,
            ChangeSummary.Describe(Before with { Spec = before }, After with { Spec = after }));

    [Fact]
    public void The_order_of_lists_is_no_change()
    {
        var before = Before with { Spec = Samples.Full };
        var after = After with
        {
            Spec = Samples.Full with
            {
                Tools = [.. Samples.Full.Tools!.Reverse()],
                Retrieval = [.. Samples.Full.Retrieval!.Reverse()],
            },
        };
        Assert.Equal(
            "snapshot support-bot-13 (1f3a9c2e7b): nothing changed since support-bot-12", ChangeSummary.Describe(before, after));
    }

    private static PromptFacts System(string version, string? message = null, string? author = null) =>
        new("system", "support-system", version, $"sha256:{version}", message, author);

    private static PromptFacts Using(string version, params string[] variables) => System(version) with { Variables = variables };

    private static string Emoji(int count) => string.Concat(Enumerable.Repeat("😀", count));

    private static GenAIAppSnapshotSpec Of() => Before.Spec;

    private static ToolSpec Lookup(string schema) => new() { Name = "lookup", InputSchema = Json.Map(schema) };

    private static RetrievalSpec Kb(string indexVersion, int topK) =>
        new() { Name = "kb", Store = "pgvector", Index = "articles", IndexVersion = indexVersion, TopK = topK };
}
