using Keyframe.Core.Json;

namespace Keyframe.Core.Diffs;

/// <summary>What a value of a snapshot is about.</summary>
internal static class Classification
{
    /// <summary>
    /// What names a model in the model configurations that MLflow, Langfuse and the clients of providers write; without '_', '-'
    /// and upper case. Everything else there is a parameter of the request.
    /// </summary>
    private static readonly HashSet<string> ModelKeys = new(StringComparer.Ordinal)
    {
        "provider", "model", "modelname", "modelversion", "version", "endpoint", "baseurl", "apibase", "apiversion", "deployment",
        "deploymentname",
    };

    public static ChangeClass Of(DiffPart part, string path) => part switch
    {
        DiffPart.App or DiffPart.Version => ChangeClass.Label,
        DiffPart.Prompt => OfPrompt(JsonPointer.Segments(path)),
        DiffPart.Model => path.StartsWith("/parameters", StringComparison.Ordinal) ? ChangeClass.Sampling : ChangeClass.Model,
        DiffPart.Retrieval => ChangeClass.Retrieval,
        DiffPart.Reranker => ChangeClass.Reranking,
        DiffPart.Tool => ChangeClass.Tools,
        DiffPart.Guardrail => ChangeClass.Guardrails,
        DiffPart.Code => ChangeClass.Code,
        _ => ChangeClass.Settings,
    };

    private static ChangeClass OfPrompt(IReadOnlyList<string> segments) => segments switch
    {
        ["engine" or "variables", ..] or ["messages", _, "placeholder"] => ChangeClass.Variables,
        ["type" or "template" or "messages", ..] => ChangeClass.Wording,
        ["responseFormat", ..] => ChangeClass.OutputSchema,
        ["modelConfig", var key, ..] when ModelKeys.Contains(Plain(key)) => ChangeClass.Model,
        ["modelConfig", ..] => ChangeClass.Sampling,
        _ => ChangeClass.Label,
    };

    private static string Plain(string key) =>
        key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
