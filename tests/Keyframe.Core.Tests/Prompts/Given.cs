using Keyframe.Api.PromptVersions;

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
        Source = new PromptSource { ConfigMapKeyRef = new ConfigMapKeyReference { Name = "prompts", Key = "system.txt" } },
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
}
