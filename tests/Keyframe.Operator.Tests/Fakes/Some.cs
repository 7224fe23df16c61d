using k8s.Models;
using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptRegistries;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;
using Keyframe.Registries;

namespace Keyframe.Operator.Tests.Fakes;

/// <summary>Where tests of registries get their objects from: all in one namespace, and all well unless the test says otherwise.</summary>
internal static class Some
{
    public const string Namespace = "shop";
    public const string Text = "Hello {{name}}";

    public static readonly DateTimeOffset Moment = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An MLflow server, not looked at yet.</summary>
    public static PromptRegistry Registry(string name = "models", Func<PromptRegistrySpec, PromptRegistrySpec>? with = null)
    {
        var spec = new PromptRegistrySpec { Mlflow = new MlflowConnection { Url = "https://mlflow.example.com:5000" } };
        return new PromptRegistry
        {
            Metadata = Metadata(name),
            Spec = with?.Invoke(spec) ?? spec,
        };
    }

    /// <summary>A registry that was reached, and let us in.</summary>
    public static PromptRegistry Reached(string name = "models", Func<PromptRegistrySpec, PromptRegistrySpec>? with = null) =>
        Registry(name, with) with
        {
            Status = new PromptRegistryStatus
            {
                ObservedGeneration = 1,
                LastVerified = Moment,
                Conditions = [Holds(ConditionTypes.Authenticated), Holds(ConditionTypes.Reachable), Holds(ConditionTypes.Ready)],
            },
        };

    public static PromptRegistrySpec Langfuse(PromptRegistrySpec spec) =>
        spec with { Mlflow = null, Langfuse = new LangfuseConnection { Url = "https://cloud.langfuse.com" } };

    /// <summary>A PromptVersion whose source is a prompt of the same name in MLflow, not looked at yet.</summary>
    public static PromptVersion Prompt(string prompt = "greeting", string? version = "3", string? alias = null, string registry = "models") => new()
    {
        Metadata = Metadata($"{prompt}-{version ?? alias}"),
        Spec = new PromptVersionSpec
        {
            Prompt = prompt,
            Version = version ?? "1",
            Source = new PromptSource
            {
                Mlflow = new MlflowPromptReference
                {
                    RegistryRef = new ObjectNameReference { Name = registry },
                    Name = prompt,
                    Version = version,
                    Alias = alias,
                },
            },
        },
    };

    /// <summary>The same once its content is pinned.</summary>
    public static PromptVersion Pinned(
        string prompt = "greeting", string version = "3", string? alias = null, string registry = "models", string text = Text,
        Func<PromptVersion, PromptVersion>? with = null)
    {
        PromptVersion made = Prompt(prompt, alias is null ? version : null, alias, registry);
        made = with?.Invoke(made) ?? made;
        SourceContent content = new(
            new PromptMaterial(PromptContent.OfText(text)),
            new ResolvedSource { Registry = registry, Name = prompt, Version = version, Alias = alias, Id = $"row-{prompt}-{version}" });
        return made with { Status = PromptPlanner.Plan(new PromptObservation(made, Moment) { Source = SourceReading.Of(content) }).Status };
    }

    /// <summary>The same with something on record about its source.</summary>
    public static PromptVersion Saying(this PromptVersion prompt, SourceFinding finding) => prompt with
    {
        Status = PromptPlanner.Plan(new PromptObservation(prompt, Moment)
        {
            Pin = new Core.Planning.ConfigMapIdentity(prompt.Status!.ContentRef!.Name, "uid", "1", []),
            Finding = finding,
        }).Status,
    };

    public static PromptVersion Drifted(this PromptVersion prompt, string reason) => prompt.Saying(new SourceFinding(reason, $"because of {reason}"));

    /// <summary>What the registry has under a version.</summary>
    public static RegistryPrompt Found(string prompt = "greeting", string version = "3", string text = Text, string? row = null) => new()
    {
        Name = prompt,
        Version = version,
        RowId = row ?? $"row-{prompt}-{version}",
        Material = new PromptMaterial(PromptContent.OfText(text)),
    };

    public static RegistryFault Fault(string reason, RegistryFaultKind kind = RegistryFaultKind.Permanent) =>
        new(kind, reason, $"because of {reason}");

    private static Condition Holds(string type) => new()
    {
        Type = type,
        Status = ConditionStatus.True,
        Reason = Reasons.Succeeded,
        Message = "yes",
        ObservedGeneration = 1,
        LastTransitionTime = Moment,
    };

    private static V1ObjectMeta Metadata(string name) =>
        new() { Name = name, NamespaceProperty = Namespace, Uid = $"uid-{name}", Generation = 1, ResourceVersion = "1" };
}
