using Keyframe.Core.Diffs;

namespace Keyframe.Core.Tests.Diffs;

public sealed class ClassificationTests
{
    [Theory]
    [InlineData(DiffPart.App, "", ChangeClass.Label)]
    [InlineData(DiffPart.Version, "", ChangeClass.Label)]
    [InlineData(DiffPart.Prompt, "/prompt", ChangeClass.Label)]
    [InlineData(DiffPart.Prompt, "/version", ChangeClass.Label)]
    [InlineData(DiffPart.Prompt, "/digest", ChangeClass.Label)]
    [InlineData(DiffPart.Prompt, "/template", ChangeClass.Wording)]
    [InlineData(DiffPart.Prompt, "/messages", ChangeClass.Wording)]
    [InlineData(DiffPart.Prompt, "/messages/0/role", ChangeClass.Wording)]
    [InlineData(DiffPart.Prompt, "/messages/0/placeholder", ChangeClass.Variables)]
    [InlineData(DiffPart.Prompt, "/variables", ChangeClass.Variables)]
    [InlineData(DiffPart.Prompt, "/engine", ChangeClass.Variables)]
    [InlineData(DiffPart.Prompt, "/responseFormat/properties/template", ChangeClass.OutputSchema)]
    [InlineData(DiffPart.Prompt, "/modelConfig/model_name", ChangeClass.Model)]
    [InlineData(DiffPart.Prompt, "/modelConfig/modelName", ChangeClass.Model)]
    [InlineData(DiffPart.Prompt, "/modelConfig/provider", ChangeClass.Model)]
    [InlineData(DiffPart.Prompt, "/modelConfig/base_url", ChangeClass.Model)]
    [InlineData(DiffPart.Prompt, "/modelConfig/temperature", ChangeClass.Sampling)]
    [InlineData(DiffPart.Prompt, "/modelConfig/extra_params/model", ChangeClass.Sampling)]
    [InlineData(DiffPart.Model, "/name", ChangeClass.Model)]
    [InlineData(DiffPart.Model, "/endpoint", ChangeClass.Model)]
    [InlineData(DiffPart.Model, "/parameters/seed", ChangeClass.Sampling)]
    [InlineData(DiffPart.Retrieval, "/embedding/dimensions", ChangeClass.Retrieval)]
    [InlineData(DiffPart.Reranker, "/topN", ChangeClass.Reranking)]
    [InlineData(DiffPart.Tool, "/inputSchema/type", ChangeClass.Tools)]
    [InlineData(DiffPart.Guardrail, "/parameters/stage", ChangeClass.Guardrails)]
    [InlineData(DiffPart.Settings, "/maxTurns", ChangeClass.Settings)]
    [InlineData(DiffPart.Code, "/image", ChangeClass.Code)]
    [InlineData(DiffPart.Other, "/x", ChangeClass.Settings)]
    public void Each_value_has_its_class(DiffPart part, string path, ChangeClass expected) =>
        Assert.Equal(expected, Classification.Of(part, path));

    [Fact]
    public void Prompts_of_a_registry_are_told_with_all_that_is_in_their_messages()
    {
        var prompt = Json.Of(
            """
            {
              "type": "chat",
              "messages": [
                {"role": "system", "content": [{"type": "text", "text": "Be kind."}, {"type": "image_url", "image_url": "x"}]},
                {"role": "assistant", "content": "a", "name": "kim"},
                {"placeholder": "history"},
                {"role": "user", "content": null}
              ]
            }
            """);
        Assert.Equal(
            """
            [system]
            Be kind.
            {"type": "image_url", "image_url": "x"}
            [assistant {"name":"kim"}]
            a
            [placeholder history]
            [user]
            null

            """,
            PromptText.Of(prompt));
    }
}
