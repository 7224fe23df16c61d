using System.Globalization;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>The objects of a world, of the size and shape that applications have.</summary>
internal static class Documents
{
    private static readonly string Rules = string.Concat(Enumerable.Range(1, 12).Select(rule => string.Create(
        CultureInfo.InvariantCulture,
        $"Rule {rule}: answer {{{{name}}}} in the customer's own language, briefly, and only from the articles below.\\n")));

    /// <summary>A prompt of about 1 KB, different for each item.</summary>
    public static string Prompt(int item) => $$$"""
        {"apiVersion":"keyframe.dev/v1alpha1","kind":"PromptVersion","metadata":{"name":"{{{Names.Prompt(item)}}}"},
        "spec":{"prompt":"{{{Names.Prompt(item)}}}","version":"1","author":"dana@example.com",
        "commitMessage":"Ask for the order number first",
        "template":{"text":"You are the assistant of shop {{{item}}}.\n{{{Rules}}}"},
        "variables":[{"name":"name","description":"How the customer wants to be called"}]}}
        """;

    /// <summary>A snapshot of one prompt, with the usual settings.</summary>
    /// <param name="item">The item.</param>
    /// <param name="version">Which of the item's snapshots: their content differs.</param>
    /// <param name="prompt">The item of the prompt.</param>
    public static string Snapshot(int item, string version, int prompt) => $$$$$"""
        {"apiVersion":"keyframe.dev/v1alpha1","kind":"GenAIAppSnapshot",
        "metadata":{"name":"{{{{{Names.Snapshot(item, version)}}}}}"},
        "spec":{"app":"{{{{{Names.Workload(item)}}}}}","version":"{{{{{version}}}}}",
        "model":{"provider":"openai","name":"gpt-4o","version":"2024-08-06","parameters":{"temperature":0.2,"max_tokens":600}},
        "prompts":[{"name":"system","promptRef":{"name":"{{{{{Names.Prompt(prompt)}}}}}"}}],
        "retrieval":[{"name":"kb","store":"pgvector","index":"kb-{{{{{item}}}}}-{{{{{version}}}}}","indexVersion":"2026-11-01",
        "embedding":{"provider":"openai","name":"text-embedding-3-large","dimensions":3072},"topK":8}],
        "rerankers":[{"name":"main","provider":"cohere","model":"rerank-3.5","topN":3}]}}
        """;

    /// <summary>A binding of the item's workload to one of its snapshots.</summary>
    public static string Binding(int item, string version) => $$$$$"""
        {"apiVersion":"keyframe.dev/v1alpha1","kind":"Deployment","metadata":{"name":"{{{{{Names.Binding(item)}}}}}"},
        "spec":{"workloadRef":{"name":"{{{{{Names.Workload(item)}}}}}"},
        "snapshotRef":{"name":"{{{{{Names.Snapshot(item, version)}}}}}"}}}
        """;

    /// <summary>The patch by which a user rolls out or back.</summary>
    public static string PointTo(int item, string version) =>
        $$$$"""{"spec":{"snapshotRef":{"name":"{{{{Names.Snapshot(item, version)}}}}"}}}""";

    /// <summary>A workload as people write them.</summary>
    /// <param name="item">The item.</param>
    /// <param name="replicas">Its pods; without any its controller completes a rollout at once.</param>
    /// <param name="paused">Whether its controller leaves it alone.</param>
    public static string Workload(int item, int replicas, bool paused = false) => $$$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{{{Names.Workload(item)}}}}}",
        "labels":{"app.kubernetes.io/name":"{{{{{Names.Workload(item)}}}}}","app.kubernetes.io/part-of":"shop","team":"support"}},
        "spec":{"replicas":{{{{{replicas}}}}},"paused":{{{{{(paused ? "true" : "false")}}}}},"revisionHistoryLimit":10,
        "selector":{"matchLabels":{"app.kubernetes.io/name":"{{{{{Names.Workload(item)}}}}}"}},
        "template":{"metadata":{"labels":{
        "app.kubernetes.io/name":"{{{{{Names.Workload(item)}}}}}","app.kubernetes.io/part-of":"shop"}},
        "spec":{"containers":[{"name":"app","image":"registry.example.com/shop/{{{{{Names.Workload(item)}}}}}:1.4.2",
        "ports":[{"name":"http","containerPort":8080}],
        "env":[{"name":"LOG_LEVEL","value":"info"},{"name":"DATABASE_URL","value":"postgres://db.shop.svc:5432/shop"},
        {"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
        "resources":{"requests":{"cpu":"100m","memory":"256Mi"},"limits":{"memory":"512Mi"}},
        "readinessProbe":{"httpGet":{"path":"/ready","port":"http"},"periodSeconds":5},
        "livenessProbe":{"httpGet":{"path":"/live","port":"http"},"periodSeconds":10}}]}}}}
        """;

    /// <summary>A ConfigMap with 2 KB of data, labelled as materialized ones are.</summary>
    public static string ConfigMap(int item) => $$$"""
        {"apiVersion":"v1","kind":"ConfigMap","immutable":true,"metadata":{"name":"{{{Names.Snapshot(item)}}}-3f1c9a77b2",
        "labels":{"app.kubernetes.io/managed-by":"keyframe","keyframe.dev/app":"{{{Names.Workload(item)}}}",
        "keyframe.dev/snapshot":"{{{Names.Snapshot(item)}}}"},
        "annotations":{
        "keyframe.dev/digest":"sha256:3f1c9a77b2d04e5588c1a6f09e7d4b3a2c1f0e9d8b7a6c5d4e3f2a1b0c{{{item:000000}}}"}},
        "data":{"prompt.system.txt":"{{{Rules}}}","snapshot.json":"{{{item}}} {{{new string('x', 1024)}}}"}}
        """;
}
