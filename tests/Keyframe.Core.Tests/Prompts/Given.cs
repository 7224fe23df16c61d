using Keyframe.Api;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Faults;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Tests.Prompts;

/// <summary>Builders of prompt versions.</summary>
internal static class Given
{
    public static PromptVersionSpec Text(string text, TemplateEngine? engine = null, params string[] declared) =>
        Of(new PromptTemplate { Text = text, Engine = engine }, declared);

    public static PromptVersionSpec Chat(params PromptMessage[] messages) => Of(new PromptTemplate { Messages = messages });

    public static PromptVersionSpec Source() => new()
    {
        Prompt = "system",
        Version = "7",
        Source = new PromptSource { ConfigMapKeyRef = new ConfigMapPromptReference { Name = "prompts", Key = "system.txt" } },
    };

    public static PromptMessage Says(MessageRole role, string content) => new() { Role = role, Content = content };

    public static PromptMessage Placeholder(string name) => new() { Placeholder = name };

    public static PromptVersionSpec Of(PromptTemplate template, params string[] declared) => new()
    {
        Prompt = "system",
        Version = "7",
        Template = template,
        Variables = declared.Length == 0 ? null : [.. declared.Select(name => new PromptVariable { Name = name })],
    };

    /// <summary>A text that a key of a ConfigMap holds.</summary>
    public static SourceContent Content(string text) => new(
        new PromptMaterial(PromptContent.OfText(text)), new ResolvedSource { Name = "prompts", Version = "system.txt", Id = "uid-of-prompts" });

    public static SourceReading Reading(string text) => SourceReading.Of(Content(text));

    public static SourceReading Missing(string message) => SourceReading.Failed(new Fault(Reasons.SourceNotFound, message));

    public static MlflowPromptReference Mlflow(string version) =>
        new() { RegistryRef = new ObjectNameReference { Name = "models" }, Name = "support system", Version = version };
}
