using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>Where a prompt comes from.</summary>
[CelRule(
    "(has(self.configMapKeyRef) ? 1 : 0) + (has(self.mlflow) ? 1 : 0) + (has(self.langfuse) ? 1 : 0) == 1",
    "exactly one of configMapKeyRef, mlflow and langfuse must be set")]
public sealed record PromptSource
{
    /// <summary>A key of a ConfigMap in the same namespace: a text template, or a whole prompt in JSON, pinned at first sight.</summary>
    public ConfigMapPromptReference? ConfigMapKeyRef { get; init; }

    /// <summary>A prompt in MLflow, with its response format and model configuration.</summary>
    public MlflowPromptReference? Mlflow { get; init; }

    /// <summary>A prompt in Langfuse, with its config; prompts that it is composed of are put in by Langfuse.</summary>
    public LangfusePromptReference? Langfuse { get; init; }
}
