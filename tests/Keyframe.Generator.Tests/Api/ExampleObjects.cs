using System.Text.Json;
using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;

namespace Keyframe.Generator.Tests.Api;

/// <summary>Objects that together set every field of the API.</summary>
internal static class ExampleObjects
{
    private const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Condition Ready = new()
    {
        Type = ConditionTypes.Ready,
        Status = ConditionStatus.True,
        ObservedGeneration = 1,
        LastTransitionTime = Noon,
        Reason = Reasons.Succeeded,
        Message = "ready",
    };

    public static IReadOnlyList<PromptVersion> PromptVersions { get; } =
    [
        Prompt(new PromptVersionSpec
        {
            Prompt = "support-system",
            Version = "7",
            CommitMessage = "Refuse unauthorized discounts",
            Author = "dana@example.com",
            Template = new PromptTemplate { Text = "You are {{persona}}.", Engine = TemplateEngine.Mustache },
            Variables = [new PromptVariable { Name = "persona", Description = "Brand voice" }],
        }),
        Prompt(new PromptVersionSpec
        {
            Prompt = "support-chat",
            Version = "1",
            Template = new PromptTemplate
            {
                Messages =
                [
                    new PromptMessage { Role = MessageRole.Developer, Content = "Be kind." },
                    new PromptMessage { Placeholder = "history" },
                ],
            },
        }),
        Prompt(new PromptVersionSpec
        {
            Prompt = "support-file",
            Version = "1",
            Source = new PromptSource { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "prompts", Key = "system.txt" } },
        }),
    ];

    public static GenAIAppSnapshot Snapshot { get; } = new()
    {
        Metadata = new V1ObjectMeta { Name = "support-bot-13" },
        Spec = new GenAIAppSnapshotSpec
        {
            App = "support-bot",
            Version = "13",
            Model = new ModelSpec
            {
                Provider = "openai",
                Name = "gpt-4o",
                Version = "2024-08-06",
                Endpoint = "https://example.com",
                Parameters = Free,
            },
            Prompts =
            [
                new SnapshotPrompt
                {
                    Name = "system",
                    PromptRef = new ObjectNameReference { Name = "support-system-v7" },
                    Digest = Digest,
                },
            ],
            Retrieval =
            [
                new RetrievalSpec
                {
                    Name = "kb",
                    Store = "pgvector",
                    Index = "kb-articles",
                    IndexVersion = "2026-11-01",
                    Embedding = new EmbeddingSpec { Provider = "openai", Name = "text-embedding-3-large", Dimensions = 3072 },
                    TopK = 8,
                    Parameters = Free,
                },
            ],
            Rerankers =
            [
                new RerankerSpec { Name = "main", Provider = "cohere", Model = "rerank-3.5", TopN = 3, Parameters = Free },
            ],
            Tools = [new ToolSpec { Name = "lookup_order", Version = "2", Description = "Looks up.", InputSchema = Free }],
            Guardrails = [new GuardrailSpec { Name = "pii", Version = "1", Parameters = Free }],
            Settings = Free,
            Code = new CodeReference { Image = "registry.example.com/app@sha256:00", GitCommit = "abc" },
        },
        Status = new GenAIAppSnapshotStatus
        {
            ObservedGeneration = 1,
            Conditions = [Ready],
            Digest = Digest,
            SpecDigest = Digest,
            ConfigMapName = "support-bot-13-0000000000",
            ConfigMapUid = "uid",
            Bytes = 18_734,
            Prompts = [new ResolvedPrompt { Name = "system", Prompt = "support-system", Version = "7", Digest = Digest }],
        },
    };

    public static GenAIDeployment Deployment { get; } = new()
    {
        Metadata = new V1ObjectMeta { Name = "support-bot" },
        Spec = new GenAIDeploymentSpec
        {
            WorkloadRef = new WorkloadReference { Name = "support-bot" },
            SnapshotRef = new SnapshotReference { Name = "support-bot-13", Digest = Digest },
            Injection = new InjectionSpec { Containers = ["app"], MountPath = "/etc/keyframe" },
        },
        Status = new GenAIDeploymentStatus
        {
            ObservedGeneration = 1,
            Conditions = [Ready],
            Active = new ActiveSnapshot { Snapshot = "support-bot-13", Digest = Digest, Revision = 2, Since = Noon },
            Desired = new SnapshotIdentity { Snapshot = "support-bot-13", Digest = Digest },
            Pending = new PendingRollout
            {
                Snapshot = "support-bot-13",
                Digest = Digest,
                Injection = "i",
                Revision = 2,
                WorkloadResourceVersion = "5",
            },
            History =
            [
                new RevisionEntry
                {
                    Revision = 2,
                    Snapshot = "support-bot-13",
                    Digest = Digest,
                    Injection = "i",
                    Image = "registry.example.com/app:1",
                    StartedAt = Noon,
                    CompletedAt = Noon,
                    Result = RevisionResult.Completed,
                    RollbackOf = 1,
                    Cause = "prompt system 6→7",
                },
            ],
            Workload = new WorkloadStatus { Replicas = 3, Updated = 3, Ready = 3, ObservedGeneration = 4 },
        },
    };

    private static Dictionary<string, JsonElement> Free => new()
    {
        ["deep"] = JsonElement.Parse("""{"list": [1, {"a": null}]}"""),
        ["nothing"] = JsonElement.Parse("null"),
    };

    private static PromptVersion Prompt(PromptVersionSpec spec) => new()
    {
        Metadata = new V1ObjectMeta { Name = $"{spec.Prompt}-v{spec.Version}" },
        Spec = spec,
        Status = new PromptVersionStatus
        {
            ObservedGeneration = 1,
            Conditions = [Ready],
            Digest = Digest,
            SpecDigest = Digest,
            Engine = TemplateEngine.None,
            Variables = ["persona"],
            ContentRef = new ObjectNameReference { Name = "pinned" },
        },
    };
}
