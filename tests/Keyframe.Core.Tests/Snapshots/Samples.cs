using Keyframe.Api;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Prompts;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Tests.Snapshots;

/// <summary>A snapshot with every part, and its prompts.</summary>
internal static class Samples
{
    public static GenAIAppSnapshotSpec Full { get; } = new()
    {
        App = "support-bot",
        Version = "13",
        Model = new ModelSpec { Provider = "openai", Name = "gpt-4o", Parameters = Json.Map("""{"temperature": 0.20}""") },
        Prompts = [Reference("system"), Reference("chat")],
        Retrieval =
        [
            new RetrievalSpec
            {
                Name = "kb",
                Store = "pgvector",
                Index = "kb-articles",
                Embedding = new EmbeddingSpec { Provider = "openai", Name = "text-embedding-3-large", Dimensions = 3072 },
                TopK = 8,
            },
            new RetrievalSpec { Name = "faq", Store = "pgvector", Index = "faq" },
        ],
        Rerankers =
        [
            new RerankerSpec { Name = "main", Provider = "cohere", Model = "rerank-3.5", TopN = 3 },
            new RerankerSpec { Name = "fast", Provider = "cohere", Model = "rerank-3.5" },
        ],
        Tools =
        [
            new ToolSpec { Name = "lookup_order", Version = "2", InputSchema = Json.Map("""{"type": "object"}""") },
            new ToolSpec { Name = "Escalate" },
        ],
        Guardrails = [new GuardrailSpec { Name = "pii", Version = "1" }, new GuardrailSpec { Name = "abuse" }],
        Settings = Json.Map("""{"maxTurns": 12, "greeting": "Grüß Gott\r\n"}"""),
        Code = new CodeReference { GitCommit = "abc" },
    };

    public static GenAIAppSnapshotSpec Minimal { get; } = new() { App = "a", Version = "1", Prompts = [Reference("system")] };

    public static PromptInput System { get; } = Text("system", "You are {{persona}}.\r\n", "persona");

    public static PromptInput Chat { get; } = new(
        "chat",
        "support-chat",
        "3",
        new PromptMaterial(PromptContent.Of(new PromptTemplate
        {
            Messages =
            [
                new PromptMessage { Role = MessageRole.System, Content = "Hi" },
                new PromptMessage { Placeholder = "history" },
            ],
        })),
        TemplateEngine.Mustache,
        [],
        "sha256:c");

    public static PromptInput Text(string name, string text, params string[] variables) => new(
        name, "support-system", "7", new PromptMaterial(PromptContent.OfText(text)), TemplateEngine.Mustache, variables, "sha256:s");

    public static SnapshotDocument Render(GenAIAppSnapshotSpec spec, params PromptInput[] prompts)
    {
        Assert.True(SnapshotDocument.Render(spec, prompts).TryGet(out var document, out var fault), fault?.Message);
        return document;
    }

    public static SnapshotPrompt Reference(string name) => new()
    {
        Name = name,
        PromptRef = new ObjectNameReference { Name = $"object-of-{name}" },
        Digest = "sha256:" + new string('0', 64),
    };
}
