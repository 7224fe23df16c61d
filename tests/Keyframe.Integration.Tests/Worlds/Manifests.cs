namespace Keyframe.Integration.Tests.Worlds;

/// <summary>The smallest manifests that say something, for tests about one thing.</summary>
internal static class Manifests
{
    public static string Prompt(string name, string version, string text, string variables = "") => $$"""
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: PromptVersion
        metadata: {name: {{name}}}
        spec:
          prompt: greeting
          version: "{{version}}"
          template: {text: {{Quote(text)}}}
          {{variables}}

        """;

    public static string Snapshot(string name, string prompt, string? digest = null, string settings = "") => $$"""
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: GenAIAppSnapshot
        metadata: {name: {{name}}}
        spec:
          app: app
          version: "{{name}}"
          prompts:
          - name: greeting
            promptRef: {name: {{prompt}}}
            {{(digest is null ? "" : $"digest: {digest}")}}
          {{settings}}

        """;

    public static string Workload(string name = "app", string container = "main", string mounts = "") => $$"""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}}}
        spec:
          replicas: 1
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata: {labels: {app: {{name}} } }
            spec:
              containers:
              - name: {{container}}
                image: example.com/app:1
                {{mounts}}

        """;

    /// <summary>A StatefulSet of three pods, labelled with their workload's kind and name.</summary>
    public static string StatefulSet(string name = "app", string update = "{type: RollingUpdate}") => $$"""
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: {{name}}}
        spec:
          replicas: 3
          serviceName: none
          updateStrategy: {{update}}
          selector: {matchLabels: {app: {{name}}, kind: StatefulSet} }
          template:
            metadata: {labels: {app: {{name}}, kind: StatefulSet} }
            spec:
              containers:
              - name: main
                image: example.com/app:1

        """;

    /// <summary>A DaemonSet on one node, labelled with their workload's kind and name.</summary>
    public static string DaemonSet(string node, string name = "app", string update = "{type: RollingUpdate}") => $$"""
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: {{name}}}
        spec:
          updateStrategy: {{update}}
          selector: {matchLabels: {app: {{name}}, kind: DaemonSet} }
          template:
            metadata: {labels: {app: {{name}}, kind: DaemonSet} }
            spec:
              nodeSelector: {kubernetes.io/hostname: {{node}} }
              containers:
              - name: main
                image: example.com/app:1

        """;

    /// <summary>A binding to a workload named app of any kind. Nothing is rolled back by itself.</summary>
    public static string BindingTo(string kind, string snapshot, string name) => $$"""
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: Deployment
        metadata: {name: {{name}}}
        spec:
          workloadRef: {kind: {{kind}}, name: app}
          snapshotRef: {name: {{snapshot}}}
          rollback: {automatic: false}

        """;

    public static string Binding(string snapshot, string name = "app", string workload = "app", string injection = "", string? digest = null) => $$"""
        ---
        apiVersion: keyframe.dev/v1alpha1
        kind: Deployment
        metadata: {name: {{name}}}
        spec:
          workloadRef: {name: {{workload}}}
          snapshotRef:
            name: {{snapshot}}
            {{(digest is null ? "" : $"digest: {digest}")}}
          {{injection}}

        """;

    /// <summary>A prompt, a snapshot of it, a workload and their binding, all named as the tests expect.</summary>
    public static string Everything(string injection = "") =>
        Prompt("greeting-1", "1", "Hello {{name}}") + Snapshot("one", "greeting-1") + Workload() + Binding("one", injection: injection);

    private static string Quote(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
