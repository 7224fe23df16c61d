namespace Keyframe.Integration.Tests.Worlds;

/// <summary>Manifests of registries, and of prompts that stand in one.</summary>
internal static class RegistryManifests
{
    public static string Mlflow(Uri url, string name = "models", string more = "") => Registry(name, $"mlflow: {{url: \"{url.AbsoluteUri}\"}}", more);

    public static string Langfuse(Uri url, string name = "lf", string more = "") => Registry(name, $"langfuse: {{url: \"{url.AbsoluteUri}\"}}", more);

    /// <summary>A PromptVersion of MLflow; the selector is <c>version: "3"</c> or <c>alias: production</c>.</summary>
    public static string FromMlflow(string name, string prompt, string selector, string version = "1", string registry = "models") =>
        From(name, version, $"mlflow: {{registryRef: {{name: {registry}}}, name: \"{prompt}\", {selector}}}");

    /// <summary>A PromptVersion of Langfuse; the selector is <c>version: 3</c> or <c>label: production</c>.</summary>
    public static string FromLangfuse(string name, string prompt, string selector, string version = "1", string registry = "lf") =>
        From(name, version, $"langfuse: {{registryRef: {{name: {registry}}}, name: \"{prompt}\", {selector}}}");

    public static string Secret(string name, string? allowedHost, params IReadOnlyList<(string Key, string Value)> data) => $$"""
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: {{name}}
          annotations: { {{(allowedHost is null ? "" : $"keyframe.dev/allowed-host: \"{allowedHost}\"")}} }
        stringData: { {{string.Join(", ", data.Select(entry => $"{entry.Key}: \"{entry.Value}\""))}} }

        """;

    private static string Registry(string name, string connection, string more) => $$"""
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: PromptRegistry
        metadata: {name: {{name}}}
        spec:
          {{connection}}
          {{more}}

        """;

    private static string From(string name, string version, string source) => $$"""
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: PromptVersion
        metadata: {name: {{name}}}
        spec:
          prompt: {{name[..name.LastIndexOf('-')]}}
          version: "{{version}}"
          source: { {{source}} }

        """;
}
