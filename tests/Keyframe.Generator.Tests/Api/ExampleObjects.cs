using System.Text.Json;
using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.PromptRegistries;
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

    private static MlflowPromptReference Mlflow => new() { RegistryRef = new ObjectNameReference { Name = "models" }, Name = "support system" };

    private static LangfusePromptReference Langfuse => new() { RegistryRef = new ObjectNameReference { Name = "lf" }, Name = "team/support" };

    public static IReadOnlyList<PromptVersion> PromptVersions { get; } =
    [
        Prompt(new PromptVersionSpec
        {
            Prompt = "support-system",
            Version = "7",
            CommitMessage = "Refuse unauthorized discounts",
            Author = "dana@example.com",
            Parent = "support-system-v6",
            ResponseFormat = Free,
            ModelConfig = Free,
            Tags = new Dictionary<string, string> { ["team"] = "support" },
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
            Source = new PromptSource { ConfigMapKeyRef = new ConfigMapPromptReference { Name = "prompts", Key = "system.txt", Format = SourceFormat.Text } },
        }),
        Prompt(new PromptVersionSpec { Prompt = "a", Version = "1", Source = new PromptSource { Mlflow = Mlflow with { Version = "7" } } }),
        Prompt(new PromptVersionSpec { Prompt = "a", Version = "2", Source = new PromptSource { Mlflow = Mlflow with { Alias = "production" } } }),
        Prompt(new PromptVersionSpec { Prompt = "b", Version = "1", Source = new PromptSource { Langfuse = Langfuse with { Version = 7 } } }),
        Prompt(new PromptVersionSpec { Prompt = "b", Version = "2", Source = new PromptSource { Langfuse = Langfuse with { Label = "production" } } }),
    ];

    public static IReadOnlyList<PromptRegistry> PromptRegistries { get; } =
    [
        Registry(new PromptRegistrySpec
        {
            Mlflow = new MlflowConnection { Url = "https://mlflow.example.com", Workspace = "default" },
            SecretRef = new ObjectNameReference { Name = "mlflow-credentials" },
            CaBundle = new CaBundle { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "ca", Key = "ca.crt" } },
            Interval = "5m",
            Track = [new TrackedPrompt { Name = "support-system", Prompt = "support system", Alias = "production" }],
        }),
        Registry(new PromptRegistrySpec
        {
            Langfuse = new LangfuseConnection { Url = "https://cloud.langfuse.com" },
            Track = [new TrackedPrompt { Name = "support-system", Prompt = "team/support", Label = "production" }],
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
                    Verify = new RetrievalVerification
                    {
                        Http = new HttpVersionProbe { Url = "https://index.example.com/kb", JsonPointer = "/index/version" },
                        Interval = "5m",
                    },
                },
                new RetrievalSpec
                {
                    Name = "faq",
                    Store = "pgvector",
                    Index = "faq",
                    IndexVersion = "7",
                    Verify = new RetrievalVerification { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "indexes", Key = "faq" } },
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
            Replicas = 3,
            Selector = Free,
            Template = Free,
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
                Replaces = "0123456789",
            },
            History =
            [
                new RevisionEntry
                {
                    Revision = 2,
                    Snapshot = "support-bot-13",
                    Digest = Digest,
                    ConfigMap = "support-bot-13-0000000000",
                    Injection = "i",
                    Containers = ["app"],
                    MountPath = "/etc/keyframe",
                    Image = "registry.example.com/app:1",
                    WorkloadRevision = "5d4f",
                    StartedAt = Noon,
                    CompletedAt = Noon,
                    Result = RevisionResult.Completed,
                    Initiator = RevisionInitiator.Undo,
                    Manager = "kubectl",
                    Evidence = new FailureEvidence { Reason = "CrashLoopBackOff", Pod = "app-1", Container = "app", Message = "exit code 1" },
                    RollbackOf = 1,
                    Cause = "prompt system 6→7",
                },
            ],
            Hold = new SnapshotHold
            {
                Snapshot = "support-bot-13",
                Digest = Digest,
                Injection = "i",
                Reason = Reasons.RolledBack,
                By = "keyframe-operator",
                At = Noon,
            },
            Repairs = [Noon],
            LastHandledRequest = new HandledRequest { Id = "a", Request = "retry id=a", Message = "Nothing is held.", At = Noon },
            Workload = new WorkloadStatus { Uid = "w", Replicas = 3, Updated = 3, Ready = 3, ObservedGeneration = 4 },
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
            SettingsDigest = Digest,
            Resolved = new ResolvedSource
            {
                Registry = "models",
                Name = "support system",
                Version = "7",
                Alias = "production",
                Id = "1795382180811",
                Dependencies = [new ResolvedDependency { Name = "tone", Version = "2", Id = "b7" }],
                At = Noon,
            },
            ResponseFormat = new ResponseFormatComparison
            {
                Parent = "support-system-v6",
                ParentDigest = Digest,
                Compatibility = ResponseCompatibility.Breaking,
                Changes = [new ResponseFormatChange { Path = "/answer", Compatibility = ResponseCompatibility.Breaking, Message = "removed" }],
                Omitted = 1,
            },
        },
    };

    private static PromptRegistry Registry(PromptRegistrySpec spec) => new()
    {
        Metadata = new V1ObjectMeta { Name = "models" },
        Spec = spec,
        Status = new PromptRegistryStatus
        {
            ObservedGeneration = 1,
            Conditions = [Ready],
            Url = "https://mlflow.example.com",
            Pinned = 2,
            Drifted = 1,
            LastVerified = Noon,
            Cursor = "2026-01-01T12:00:00Z",
            Tracked =
            [
                new TrackedVersion { Name = "support-system", Version = "7", PromptVersion = "support-system-v7", Since = Noon, Problem = "none" },
            ],
        },
    };
}
