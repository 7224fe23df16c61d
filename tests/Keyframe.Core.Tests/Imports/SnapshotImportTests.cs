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
using Keyframe.Core.Tests.Prompts;
using Keyframe.Core.Tests.Snapshots;

namespace Keyframe.Core.Tests.Imports;

public sealed partial class SnapshotImportTests
{
    [Fact]
    public void Export_and_import_give_the_same_bytes() => RandomSnapshots.One.Sample(
        stored =>
        {
            var imported = Import(stored);
            Assert.Equal(stored.Content.ToArray(), Resolved.Store(imported.Snapshot, imported.Prompts, imported.Contents).Content.ToArray());
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
            Assert.All(items, item => Assert.Matches(Name(), item["metadata"]!["name"]!.GetValue<string>()));
            var contents = items.TakeWhile(IsConfigMap).Select(ToContent).ToList();
            items.RemoveRange(0, contents.Count);
            Assert.All(items, item => Assert.Equal(["apiVersion", "kind", "metadata", "spec"], item.Select(member => member.Key)));
            var prompts = items.SkipLast(1).Select(item => item.Deserialize(KeyframeJsonContext.Default.PromptVersion)!).ToList();
            var snapshot = items[^1].Deserialize(KeyframeJsonContext.Default.GenAIAppSnapshot)!;
            Assert.Equal(prompts.Count, prompts.Select(prompt => prompt.Metadata.Name).Distinct().Count());
            Assert.Equal(stored.Digest, Resolved.Store(snapshot, prompts, contents).Digest);
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

    public static TheoryData<string, bool> Messages => new()
    {
        { """{"role": "user", "content": "a"}""", true },
        { """{"placeholder": "history"}""", true },
        { """{"role": "system", "content": "a", "cache_control": {"type": "ephemeral"}}""", false },
        { """{"role": "user", "content": [{"type": "text", "text": "a"}]}""", false },
        { """{"role": "assistant", "tool_calls": [], "content": null}""", false },
        { """{"role": "function", "content": "a"}""", false },
        { """{"role": "user", "name": "a"}""", false },
        { """{"content": "a"}""", false },
        { """{"placeholder": "history", "type": "placeholder"}""", false },
        { """{"placeholder": "history", "role": "user", "content": "a"}""", false },
        { """{"placeholder": ""}""", false },
        { "{}", false },
        { $$"""{"placeholder": "{{new string('p', 129)}}"}""", false },
        { $$"""{"role": "user", "content": "{{new string('a', 131_072)}}"}""", true },
        { $$"""{"role": "user", "content": "{{new string('a', 131_073)}}"}""", false },
    };

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void A_message_that_cannot_be_given_inline_comes_in_a_config_map(string message, bool isInline) =>
        ComesBack(Chat(Json.Of("""{"role": "system", "content": "a"}"""), Json.Of(message)), isInline);

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void So_does_a_chat_with_more_messages_than_an_object_takes(int count, bool isInline) =>
        ComesBack(Chat([.. Enumerable.Repeat(Json.Of("""{"role": "user", "content": "a"}"""), count)]), isInline);

    [Fact]
    public void A_text_is_measured_in_characters_as_the_schema_does()
    {
        ComesBack(One("1", text: string.Concat(Enumerable.Repeat("😀", 262_144))), isInline: true);
        ComesBack(One("1", text: new string('a', 262_145)), isInline: false);
    }

    [Fact]
    public void A_prompt_in_a_config_map_is_named_after_its_version_and_keeps_its_settings()
    {
        var spec = Spec("7", "") with { Template = null, Source = Given.Source().Source, ModelConfig = Json.Map("""{"temperature": 0.2}""") };
        var content = PromptContent.OfChat([Json.Of("""{"role": "user", "content": ["a"]}""")]) with { ResponseFormat = Json.Map("""{"type": "object"}""") };
        var stored = Resolved.Store(
            Samples.Minimal with { Prompts = [Samples.Reference("a"), Samples.Reference("b")] },
            [Resolved.Of("a", spec, content), Resolved.Of("b", spec, content)]);
        var imported = Import(stored);
        var map = Assert.Single(imported.Contents);
        Assert.Equal(
            ("support-v7-content", "prompt.json", """{"messages":[{"content":["a"],"role":"user"}],"responseFormat":{"type":"object"},"type":"chat"}"""),
            (map.Name, map.Key, map.Content));
        var prompt = Assert.Single(imported.Prompts);
        Assert.Equal(
            new ConfigMapPromptReference { Name = "support-v7-content", Key = "prompt.json", Format = SourceFormat.Prompt },
            prompt.Spec.Source!.ConfigMapKeyRef);
        Assert.Null(prompt.Spec.ResponseFormat);
        Assert.Equal("0.2", prompt.Spec.ModelConfig!["temperature"].GetRawText());
        Assert.Equal(Core.Canonical.Digest.Of(Encoding.UTF8.GetBytes(map.Content)).Value, imported.Snapshot.Spec.Prompts[0].Digest);
        Assert.StartsWith("""{"apiVersion":"v1","items":[{"apiVersion":"v1","data":{"prompt.json":""", imported.ToManifest(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_format_or_settings_of_more_members_than_the_schema_takes_are_no_trouble_or_are_named()
    {
        string members = string.Join(',', Enumerable.Range(0, 257).Select(i => $"\"x{i}\": {i}"));
        var wide = Json.Map($"{{{members}}}");
        ComesBack(
            Resolved.Store(Samples.Minimal, [Resolved.Of("system", Spec("7", "Hello") with { ResponseFormat = wide })]), isInline: false);
        Refuses(
            Resolved.Store(Samples.Minimal, [Resolved.Of("system", Spec("7", "Hello") with { ModelConfig = wide })]),
            """prompts["system"].modelConfig has 257 members, and spec.modelConfig takes 256.""");
    }

    [Fact]
    public void Another_language_than_a_source_would_be_read_in_is_refused()
    {
        var spec = Spec("7", "") with { Template = null, Source = Given.Source().Source };
        var input = Resolved.Of("system", spec, PromptContent.OfChat([Json.Of("""{"role": "user", "content": "a", "name": "b"}""")]));
        Refuses(
            Resolved.Store(Samples.Minimal, [input with { Engine = TemplateEngine.None }]),
            """prompt "system"/engine is "None" in the document, and would be "Mustache" after the import.""");
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

    private static bool IsConfigMap(JsonObject item) => (string?)item["kind"] == "ConfigMap";

    private static ImportedContent ToContent(JsonObject item)
    {
        Assert.Equal(["apiVersion", "data", "immutable", "kind", "metadata"], item.Select(member => member.Key));
        Assert.True((bool)item["immutable"]!);
        var (key, value) = Assert.Single(item["data"]!.AsObject());
        return new ImportedContent((string)item["metadata"]!["name"]!, key, (string)value!);
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

    private static void ComesBack(StoredSnapshot stored, bool isInline)
    {
        var imported = Import(stored);
        Assert.Equal(isInline ? 0 : 1, imported.Contents.Count);
        Assert.Equal(isInline, imported.Prompts[0].Spec.Template is not null);
        Assert.Equal(
            stored.Content.ToArray(), Resolved.Store(imported.Snapshot, imported.Prompts, imported.Contents).Content.ToArray());
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
