using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Prompts;

namespace Keyframe.Core.Tests.Prompts;

/// <summary>Specs that an API server with CEL refuses.</summary>
public sealed class PromptShapeTests
{
    public static TheoryData<PromptVersionSpec, string> Misshapen => new()
    {
        { new PromptVersionSpec(), "spec has neither template nor source; set one of them." },
        {
            Given.Source() with { Template = new PromptTemplate { Text = "x" } },
            "spec has both template and source; keep one of them."
        },
        {
            new PromptVersionSpec { Source = new PromptSource() },
            "spec.source names no content; set one of configMapKeyRef, mlflow and langfuse."
        },
        {
            Given.Source() with { Source = new PromptSource { ConfigMapKeyRef = new ConfigMapPromptReference { Name = "prompts" } } },
            "spec.source.configMapKeyRef names no content; set name and key."
        },
        {
            Given.Source() with
            {
                Source = new PromptSource { ConfigMapKeyRef = new ConfigMapPromptReference { Name = "a", Key = "b" }, Mlflow = Given.Mlflow("7") },
            },
            "spec.source has more than one of configMapKeyRef, mlflow and langfuse; keep one of them."
        },
        {
            Given.Source() with { Source = new PromptSource { Mlflow = Given.Mlflow("7") with { Alias = "production" } } },
            "spec.source.mlflow must have exactly one of version and alias."
        },
        {
            Given.Source() with { Source = new PromptSource { Langfuse = new LangfusePromptReference { Name = "support", Version = 7 } } },
            "spec.source.langfuse names no registry; set registryRef.name to that of a PromptRegistry."
        },
        {
            Given.Source() with
            {
                Source = new PromptSource { Mlflow = Given.Mlflow("7") }, ModelConfig = Json.Map("""{"temperature": 1}"""),
            },
            "spec.responseFormat and spec.modelConfig come from the registry along with the template; set them there."
        },
        {
            Given.Source() with
            {
                Source = new PromptSource { ConfigMapKeyRef = new ConfigMapPromptReference { Name = "a", Key = "b", Format = SourceFormat.Prompt } },
                ResponseFormat = Json.Map("""{"type": "object"}"""),
            },
            "spec.responseFormat stands in the prompt that spec.source.configMapKeyRef names; set it there."
        },
        { Given.Of(new PromptTemplate()), "spec.template has neither text nor messages; set one of them." },
        {
            Given.Of(new PromptTemplate { Text = "", Messages = [Given.Placeholder("history")] }),
            "spec.template has both text and messages; keep one of them."
        },
        { Given.Chat(), "spec.template.messages is empty; give at least one message." },
        {
            Given.Chat(Given.Says(MessageRole.System, "a"), new PromptMessage()),
            "spec.template.messages[1] is empty; give it role and content, or placeholder alone."
        },
        { Given.Chat([null!]), "spec.template.messages[0] is empty; give it role and content, or placeholder alone." },
        {
            Given.Chat(new PromptMessage { Content = "a" }),
            "spec.template.messages[0] has no role; set role to system, developer, user, assistant or tool."
        },
        { Given.Chat(new PromptMessage { Role = MessageRole.User }), "spec.template.messages[0] has no content; set content." },
        {
            Given.Chat(new PromptMessage { Placeholder = "history", Content = "a" }),
            "spec.template.messages[0] has a placeholder beside role or content; a placeholder stands alone."
        },
        { Given.Chat(Given.Placeholder("")), "spec.template.messages[0] has an empty placeholder; name it, or remove it." },
        {
            Given.Text("{{a}}", null, "a", "a"),
            "spec.variables[1] repeats the name \"a\"; names must be unique in spec.variables."
        },
        { Given.Text("{{a}}", null, "a", ""), "spec.variables[1] has no name; give it one, or remove it." },
    };

    [Theory]
    [MemberData(nameof(Misshapen), DisableDiscoveryEnumeration = true)]
    public void A_spec_that_contradicts_itself_is_invalid_and_the_message_says_what_to_do(PromptVersionSpec spec, string message)
    {
        var analysis = PromptAnalyzer.Analyze(spec, source: Given.Content("text"));
        Assert.Equal(Reasons.InvalidSpec, analysis.Fault?.Reason);
        Assert.Equal(message, analysis.Fault?.Message);
        Assert.Null(analysis.Digest);
    }

    [Fact]
    public void An_empty_text_is_a_template() => Assert.Null(PromptAnalyzer.Analyze(Given.Text(""), null).Fault);

    [Fact]
    public void An_empty_message_is_a_message() =>
        Assert.Null(PromptAnalyzer.Analyze(Given.Chat(Given.Says(MessageRole.User, "")), null).Fault);
}
