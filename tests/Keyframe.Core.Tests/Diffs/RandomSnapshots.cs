using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Keyframe.Api;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;
using Keyframe.Core.Tests.Snapshots;

namespace Keyframe.Core.Tests.Diffs;

/// <summary>
/// Snapshots with all parts, as operators make them. Names come from a small pool, so that two have some in common.
/// </summary>
internal static class RandomSnapshots
{
    private static readonly string[] Names = ["system", "main", "kb", "a-1", "x", "zz"];

    private static readonly Gen<string> Text = Gen.OneOf(
        "a", "7", " ", "\n", "\r\n", "é", "e\u0301", "🙂", "\"", "\\", "/", "~", "\u202e", "\t", "{", "Never", "ü", "\u2028").Array[0, 8]
        .Select(string.Concat);

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Text.Select(Quoted),
        Gen.Double[-1e9, 1e9].Select(number => number.ToString("R", CultureInfo.InvariantCulture)),
        Gen.Int[-1000, 1000].Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.OneOf("true", "false", "null", "0.20", "1e3", "-0.0"));

    public static Gen<string> Any { get; } = Gen.Recursive<string>((depth, inner) => depth >= 3
        ? Scalar
        : Gen.Frequency(
            (3, Scalar),
            (1, inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
            (1, Map(inner))));

    private static readonly Gen<IReadOnlyDictionary<string, JsonElement>?> Free =
        Gen.OneOf(Gen.Const((string?)null), Map(Any).Select(json => (string?)json)).Select(json => json is null ? null : Json.Map(json));

    private static readonly Gen<string?> Optional = Gen.OneOf(Gen.Const((string?)null), Text.Select(text => (string?)$"v{text}"));

    private static readonly Gen<int?> Count = Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 99].Select(number => (int?)number));

    private static readonly Gen<PromptTemplate> Template = Gen.OneOf(
        Mustache.Select(text => new PromptTemplate { Text = text }),
        Text.Select(text => new PromptTemplate { Text = text, Engine = TemplateEngine.None }),
        Text.Select(text => new PromptTemplate { Text = $"{{% if a %}}{text.Replace("{", "", StringComparison.Ordinal)}{{% endif %}}" }),
        Message.Array[1, 4].Select(messages => new PromptTemplate { Messages = messages }));

    private static readonly Gen<IReadOnlyDictionary<string, JsonElement>?> Format =
        Gen.Select(Gen.OneOf("string", "integer", "boolean"), Gen.Bool, Text).Array[0, 3].Select(fields => fields.Length == 0
            ? null
            : Json.Map($$"""{"type": "object", "properties": { {{string.Join(',', fields.Select((field, index) =>
                $$"""{{Quoted($"{index}{field.Item3}")}}: {"type": "{{field.Item1}}"}"""))}} }, "additionalProperties": {{(fields[0].Item2 ? "true" : "false")}} }"""));

    /// <summary>A message as registries keep them: parts, calls of tools, and whatever else somebody put there.</summary>
    private static readonly Gen<JsonElement> RichMessage = Gen.Select(
        Gen.OneOf("system", "user", "assistant", "tool", "function", "критик"),
        Gen.OneOf(
            Gen.Const("null"),
            Mustache.Select(Quoted),
            Mustache.Array[0, 3].Select(texts => $"[{string.Join(',', texts.Select(text => $$"""{"type":"text","text":{{Quoted(text)}}}"""))}]")),
        Gen.OneOf("tool_calls", "name", "cache_control", "placeholder", "größe"),
        Any).Select((role, content, extra, value) => Json.Of($$"""{"role":"{{role}}","content":{{content}},"{{extra}}":{{value}}}"""));

    /// <summary>What a PromptVersion holds inline, or a registry gives it: then with messages that it could not hold.</summary>
    private static readonly Gen<(PromptVersionSpec Spec, PromptContent? Content)> Prompt =
        Gen.Select(Template, Format, Free, Gen.Int[1, 3], Gen.OneOf(Gen.Const((JsonElement[]?)null), RichMessage.Array[1, 3]!)).Select(
            (template, format, config, version, messages) => (
                new PromptVersionSpec
                {
                    Prompt = "support",
                    Version = version.ToString(CultureInfo.InvariantCulture),
                    Template = messages is null ? template : null,
                    Source = messages is null
                        ? null
                        : new PromptSource
                        {
                            ConfigMapKeyRef = new ConfigMapPromptReference { Name = "prompts", Key = "prompt.json", Format = SourceFormat.Prompt },
                        },
                    ResponseFormat = messages is null ? format : null,
                    ModelConfig = config,
                },
                messages is null ? null : PromptContent.OfChat(messages) with { ResponseFormat = format }));

    private static readonly Gen<ModelSpec> Model = Gen.Select(Text, Text, Optional, Free).Select((provider, name, version, parameters) =>
        new ModelSpec { Provider = provider, Name = name, Version = version, Parameters = parameters });

    private static readonly Gen<RetrievalSpec> Retrieval = Gen.Select(Text, Optional, Count, Free).Select((index, version, count, free) =>
        new RetrievalSpec
        {
            Store = "pgvector",
            Index = index,
            IndexVersion = version,
            Embedding = count is null ? null : new EmbeddingSpec { Provider = "openai", Name = index, Dimensions = count },
            TopK = count,
            Parameters = free,
        });

    private static readonly Gen<RerankerSpec> Reranker = Gen.Select(Text, Count, Free).Select((model, count, free) =>
        new RerankerSpec { Provider = "cohere", Model = model, TopN = count, Parameters = free });

    private static readonly Gen<ToolSpec> Tool = Gen.Select(Optional, Optional, Free).Select((version, description, schema) =>
        new ToolSpec { Version = version, Description = description, InputSchema = schema });

    private static readonly Gen<GuardrailSpec> Guardrail = Gen.Select(Optional, Free).Select((version, free) =>
        new GuardrailSpec { Version = version, Parameters = free });

    /// <summary>A snapshot, rendered and read back.</summary>
    public static Gen<StoredSnapshot> One { get; } = Gen.Select(
        Gen.Select(Gen.OneOf("bot", "desk"), Gen.OneOf("1", "1.0.3", "RC_2"), Free, Optional),
        Named(Prompt, 1),
        Model,
        Gen.Select(Named(Retrieval, 0), Named(Reranker, 0), Named(Tool, 0), Named(Guardrail, 0))).Select((labels, prompts, model, lists) =>
            Compose(
                new GenAIAppSnapshotSpec
                {
                    App = labels.Item1,
                    Version = labels.Item2,
                    Model = model,
                    Retrieval = [.. lists.Item1.Select(item => item.Value with { Name = item.Name })],
                    Rerankers = [.. lists.Item2.Select(item => item.Value with { Name = item.Name })],
                    Tools = [.. lists.Item3.Select(item => item.Value with { Name = item.Name })],
                    Guardrails = [.. lists.Item4.Select(item => item.Value with { Name = item.Name })],
                    Settings = labels.Item3,
                    Code = labels.Item4 is null ? null : new CodeReference { Image = labels.Item4, GitCommit = "abc" },
                },
                prompts));

    private static Gen<string> Mustache => Gen.Select(Text, Gen.OneOf("name", "a.b", "größe"), Text).Select((before, name, after) =>
        $"{before.Replace("{", "", StringComparison.Ordinal)}{{{{{name}}}}}{after.Replace("{", "", StringComparison.Ordinal)}");

    private static Gen<PromptMessage> Message => Gen.OneOf(
        Gen.Select(Gen.Enum<MessageRole>(), Mustache).Select((role, text) => new PromptMessage { Role = role, Content = text }),
        Gen.OneOf("history", "exämples").Select(name => new PromptMessage { Placeholder = name }));

    private static string Quoted(string text)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        CanonicalText.Write(output, text);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static Gen<string> Map(Gen<string> value) => Gen.Select(Text, value).Array[0, 3].Select(members =>
        $"{{{string.Join(',', members.DistinctBy(member => member.Item1).Select(member => $"{Quoted(member.Item1)}:{member.Item2}"))}}}");

    private static Gen<List<(string Name, T Value)>> Named<T>(Gen<T> item, int least) =>
        Gen.Select(Gen.OneOf(Names), item).Array[least, 4].Select(items => items.DistinctBy(pair => pair.Item1).ToList());

    private static StoredSnapshot Compose(
        GenAIAppSnapshotSpec spec, List<(string Name, (PromptVersionSpec Spec, PromptContent? Content) Value)> prompts) =>
        Resolved.Store(
            spec with
            {
                Prompts = [.. prompts.Select(prompt => new SnapshotPrompt
                {
                    Name = prompt.Name,
                    PromptRef = new ObjectNameReference { Name = prompt.Name },
                })],
            },
            // Each its own prompt: one version has one content.
            [.. prompts.Select(prompt => Resolve(prompt.Name, prompt.Value.Spec with { Prompt = $"support-{prompt.Name}" }, prompt.Value.Content))]);

    private static PromptInput Resolve(string name, PromptVersionSpec spec, PromptContent? content) =>
        content is null ? Resolved.Of(name, spec) : Resolved.Of(name, spec, content);
}
