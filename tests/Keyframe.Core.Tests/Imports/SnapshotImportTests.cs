using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsCheck;
using Keyframe.Api.Conditions;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Imports;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Diffs;
using Keyframe.Core.Tests.Snapshots;

namespace Keyframe.Core.Tests.Imports;

public sealed partial class SnapshotImportTests
{
    [Fact]
    public void Export_and_import_give_the_same_bytes() => RandomSnapshots.One.Sample(
        stored =>
        {
            var imported = Import(stored);
            Assert.Equal(stored.Content.ToArray(), Resolved.Store(imported.Snapshot, imported.Prompts).Content.ToArray());
        },
        iter: 500);

    [Fact]
    public void A_manifest_is_read_as_the_same_resources_under_names_that_an_api_server_takes() => RandomSnapshots.One.Sample(
        stored =>
        {
            string manifest = Import(stored).ToManifest();
            Assert.Equal(manifest, Import(stored).ToManifest());
            var list = JsonNode.Parse(manifest)!;
            Assert.Equal(("v1", "List"), (list["apiVersion"]!.GetValue<string>(), list["kind"]!.GetValue<string>()));
            var items = list["items"]!.AsArray().Select(item => item!.AsObject()).ToList();
            Assert.All(items, item => Assert.Equal(["apiVersion", "kind", "metadata", "spec"], item.Select(member => member.Key)));
            Assert.All(items, item => Assert.Matches(Name(), item["metadata"]!["name"]!.GetValue<string>()));
            var prompts = items.SkipLast(1).Select(item => item.Deserialize(KeyframeJsonContext.Default.PromptVersion)!).ToList();
            var snapshot = items[^1].Deserialize(KeyframeJsonContext.Default.GenAIAppSnapshot)!;
            Assert.Equal(prompts.Count, prompts.Select(prompt => prompt.Metadata.Name).Distinct().Count());
            Assert.Equal(stored.Digest, Resolved.Store(snapshot, prompts).Digest);
        },
        iter: 100);

    [Fact]
    public void Prompts_come_inline_with_their_language_and_pinned_by_digest()
    {
        var imported = Import(Corpus.Snapshots["06-jinja"]);
        Assert.Equal("support-bot-13", imported.Snapshot.Metadata.Name);
        Assert.Equal(
            ["classify-intent-v4", "handover-v3", "support-system-v6"], imported.Prompts.Select(prompt => prompt.Metadata.Name));
        Assert.Equal(
            ["classify=classify-intent-v4", "handover=handover-v3", "system=support-system-v6"],
            imported.Snapshot.Spec.Prompts.Select(prompt => $"{prompt.Name}={prompt.PromptRef.Name}"));
        Assert.All(imported.Snapshot.Spec.Prompts, prompt => Assert.StartsWith("sha256:", prompt.Digest, StringComparison.Ordinal));
        Assert.Equal(
            [TemplateEngine.Mustache, TemplateEngine.Jinja2, TemplateEngine.Mustache],
            imported.Prompts.Select(prompt => prompt.Spec.Template!.Engine!.Value));
        Assert.NotNull(imported.Prompts[0].Spec.ResponseFormat);
        Assert.NotNull(imported.Prompts[0].Spec.ModelConfig);
    }

    public static TheoryData<string, string, string> PromptNames => new()
    {
        { "support-system", "7", "support-system-v7" },
        { "support-system", "1.0.3", "support-system-v1.0.3" },
        { "support-system", "2026-11-01", "support-system-v2026-11-01" },
        { "support-system", "RC_2", "support-system-vrc-2-9782cca780" },
        { "support-system", "rc-2", "support-system-vrc-2" },
        { "support-system", "1..2", "support-system-v1--2-7f77521a63" },
        { new string('p', 63), new string('9', 63), $"{new string('p', 63)}-v{new string('9', 63)}" },
    };

    [Theory]
    [MemberData(nameof(PromptNames))]
    public void Names_tell_prompt_and_version_and_never_two_versions_alike(string prompt, string version, string expected) =>
        Assert.Equal(expected, Assert.Single(Import(One(version, prompt: prompt)).Prompts).Metadata.Name);

    public static TheoryData<string, string, string> SnapshotNames => new()
    {
        { "a", "1.2", "a-1.2" },
        { "a", "V1", "a-v1-9a3038eab1" },
        { new string('a', 50), "1", $"{new string('a', 50)}-1" },
        { new string('a', 51), "1", $"{new string('a', 41)}-1c8db5f1a3" },
        { new string('a', 40), ".1", $"{new string('a', 40)}-afc2036f3c" },
    };

    [Theory]
    [MemberData(nameof(SnapshotNames))]
    public void The_snapshots_name_leaves_room_for_the_digest(string app, string version, string expected)
    {
        string name = Import(One("1", app: app, version: version)).Snapshot.Metadata.Name;
        Assert.InRange(name.Length, 1, SnapshotPlanner.MaxNameLength);
        Assert.Equal(expected, name);
    }

    [Fact]
    public void A_prompt_that_is_used_under_two_names_is_one_object()
    {
        var prompt = Resolved.Of("a", Spec("7", "Hello"));
        var stored = Resolved.Store(
            new GenAIAppSnapshotSpec { App = "a", Version = "1", Prompts = [Samples.Reference("a"), Samples.Reference("b")] },
            [prompt, prompt with { Name = "b" }]);
        var imported = Import(stored);
        Assert.Single(imported.Prompts);
        Assert.Equal(["support-v7", "support-v7"], imported.Snapshot.Spec.Prompts.Select(reference => reference.PromptRef.Name));
    }

    [Fact]
    public void Two_prompts_that_claim_one_version_are_refused()
    {
        var stored = Resolved.Store(
            new GenAIAppSnapshotSpec { App = "a", Version = "1", Prompts = [Samples.Reference("a"), Samples.Reference("b")] },
            [Resolved.Of("a", Spec("7", "Hello")), Resolved.Of("b", Spec("7", "Hi"))]);
        Refuses(stored, """prompt "b"/digest is "sha256:""");
    }

    public static TheoryData<string, string> Messages => new()
    {
        {
            """{"role": "system", "content": "a", "cache_control": {"type": "ephemeral"}}""",
            """prompts["chat"].messages[1].cache_control has no place in spec.template.messages."""
        },
        {
            """{"role": "user", "content": [{"type": "text", "text": "a"}]}""",
            """prompts["chat"].messages[1].content is no text, which spec.template.messages needs."""
        },
        {
            """{"role": "assistant", "tool_calls": [], "content": null}""",
            """prompts["chat"].messages[1].tool_calls has no place in spec.template.messages."""
        },
        {
            """{"role": "function", "content": "a"}""",
            """prompts["chat"].messages[1].role is "function", which spec.template.messages does not know."""
        },
        {
            """{"placeholder": "history", "type": "placeholder"}""",
            """prompts["chat"].messages[1].type has no place in spec.template.messages."""
        },
        {
            """{"placeholder": ""}""",
            """prompts["chat"].messages[1].placeholder has 0 characters, and spec.template.messages takes 128."""
        },
        { "{}", """prompts["chat"].messages[1].content is no text, which spec.template.messages needs.""" },
        {
            $$"""{"role": "user", "content": "{{new string('a', 131_073)}}"}""",
            """prompts["chat"].messages[1].content has 131073 characters, and spec.template.messages takes 131072."""
        },
    };

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void A_message_that_cannot_be_given_inline_is_refused_by_prompt_and_field(string message, string because) =>
        Refuses(Chat(Json.Of("""{"role": "system", "content": "a"}"""), Json.Of(message)), because);

    [Fact]
    public void A_chat_with_more_messages_than_an_object_takes_is_refused() => Refuses(
        Chat([.. Enumerable.Repeat(Json.Of("""{"role": "user", "content": "a"}"""), 65)]),
        """prompts["chat"].messages has 65 items, and spec.template.messages takes 64.""");

    [Fact]
    public void A_text_is_measured_in_characters_as_the_schema_does()
    {
        Import(One("1", text: string.Concat(Enumerable.Repeat("😀", 262_144))));
        Refuses(
            One("1", text: new string('a', 262_145)),
            """prompts["system"].template has 262145 characters, and spec.template.text takes 262144.""");
    }

    public static TheoryData<string, string, string> Tampered => new()
    {
        { "You are kind.", "You are mean.", """prompt "system"/digest is "sha256:""" },
        { "\"formatVersion\":1", "\"formatVersion\":1,\"future\":{\"a\":1}", """other "future"/a is 1 in the document, and would be absent""" },
        { "\"app\":\"a\"", "\"app\":\"a\",\"model\":{\"provider\":\"p\",\"name\":\"m\",\"fallback\":\"x\"}", "model/fallback is \"x\"" },
        { "\"type\":\"text\"", "\"type\":\"text\",\"variables\":[\"a\"]", """prompt "system"/variables is ["a"] in the document""" },
        { "You are kind.", "You are {{#kind}}.", """prompts["system"]: spec.template.text, line 1, column 9: {{# is a Mustache tag""" },
    };

    [Theory]
    [MemberData(nameof(Tampered))]
    public void What_an_operator_would_not_render_is_refused_by_path(string from, string to, string because)
    {
        string json = Encoding.UTF8.GetString(One("1", text: "You are kind.").Content.Span);
        Assert.Contains(from, json, StringComparison.Ordinal);
        string other = json.Replace(from, to, StringComparison.Ordinal);
        Assert.True(StoredSnapshot.Read(Encoding.UTF8.GetBytes(other), null).TryGet(out var stored, out var fault), fault?.Message);
        Refuses(stored, because);
    }

    private static PromptVersionSpec Spec(string version, string text, string prompt = "support") => new()
    {
        Prompt = prompt,
        Version = version,
        Template = new PromptTemplate { Text = text },
    };

    private static StoredSnapshot One(
        string promptVersion, string prompt = "support", string text = "Hello", string app = "a", string version = "1") =>
        Resolved.Store(
            Samples.Minimal with { App = app, Version = version }, [Resolved.Of("system", Spec(promptVersion, text, prompt))]);

    private static StoredSnapshot Chat(params JsonElement[] messages)
    {
        var material = new PromptMaterial(PromptContent.OfChat(messages));
        Assert.True(PromptPin.Of(material).TryGet(out var pin, out var fault), fault?.Message);
        return Resolved.Store(
            Samples.Minimal with { Prompts = [Samples.Reference("chat")] },
            [new PromptInput("chat", "support", "7", material, TemplateEngine.Mustache, [], pin.Digest.Value)]);
    }

    private static ImportedSnapshot Import(StoredSnapshot stored)
    {
        Assert.True(SnapshotImport.Of(stored).TryGet(out var imported, out var fault), fault?.Message);
        return imported;
    }

    private static void Refuses(StoredSnapshot stored, string because)
    {
        Assert.False(SnapshotImport.Of(stored).TryGet(out _, out var fault));
        Assert.Equal(Reasons.InvalidContent, fault.Reason);
        Assert.StartsWith("the snapshot cannot be imported without loss: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(because, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [GeneratedRegex(@"^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")]
    private static partial Regex Name();
}
