namespace Keyframe.Api.Tests.Json;

/// <summary>Objects as an API server serves them; together they set every member of the contract.</summary>
internal static class Examples
{
    private const string Metadata = """
        "metadata": {
          "name": "one", "namespace": "shop", "uid": "5f1c", "resourceVersion": "421", "generation": 2,
          "creationTimestamp": "2026-11-22T22:46:12Z", "labels": {"team": "support"},
          "annotations": {"example.com/Note": "kept {{as}} it is"},
          "ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "name": "x", "uid": "u"}]
        }
        """;

    private const string Observed = """
        "observedGeneration": 2,
        "conditions": [
          {"type": "Ready", "status": "True", "observedGeneration": 2, "lastTransitionTime": "2026-11-22T22:46:13Z",
           "reason": "Succeeded", "message": "Fertig: „gut“"},
          {"type": "Stalled", "status": "Unknown", "lastTransitionTime": "2026-11-22T22:46:13Z", "reason": "Progressing", "message": ""}
        ]
        """;

    /// <summary>By the name of the C# type.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["PromptVersion"] = $$$"""
            {
              "apiVersion": "keyframe.dev/v1alpha1", "kind": "PromptVersion", {{{Metadata}}},
              "spec": {
                "prompt": "support-system", "version": "7", "commitMessage": "Refuse unauthorized discounts", "author": "dana@example.com",
                "template": {
                  "text": "You are {{persona}}.\r\n", "engine": "Jinja2",
                  "messages": [{"role": "system", "content": "Be kind.\u0007"}, {"placeholder": "history"}]
                },
                "source": {
                  "configMapKeyRef": {"name": "prompts", "key": "system.txt", "format": "Prompt"},
                  "mlflow": {"registryRef": {"name": "models"}, "name": "support system", "version": "7", "alias": "production"},
                  "langfuse": {"registryRef": {"name": "lf"}, "name": "team/support", "version": 7, "label": "production"}
                },
                "variables": [{"name": "persona", "required": false, "description": "Brand voice"}],
                "parent": "support-system-v6", "tags": {"team": "support"},
                "responseFormat": {"type": "object", "properties": {"answer": {"type": "string"} } },
                "modelConfig": {"temperature": 0.2, "stop": null}
              },
              "status": {
                {{{Observed}}},
                "digest": "sha256:aa", "specDigest": "sha256:bb", "engine": "Mustache", "variables": ["persona"],
                "contentRef": {"name": "one-aa"}, "settingsDigest": "sha256:ee",
                "resolved": {"registry": "models", "name": "support system", "version": "7", "alias": "production", "id": "1795382180811",
                             "dependencies": [{"name": "tone", "version": "2", "id": "b7"}], "at": "2026-11-22T22:46:12Z"},
                "responseFormat": {"parent": "support-system-v6", "parentDigest": "sha256:ff", "compatibility": "Breaking",
                                   "changes": [{"path": "/answer", "compatibility": "Breaking", "message": "is gone"}], "omitted": 1}
              }
            }
            """,
        ["PromptRegistry"] = $$$"""
            {
              "apiVersion": "keyframe.dev/v1alpha1", "kind": "PromptRegistry", {{{Metadata}}},
              "spec": {
                "mlflow": {"url": "https://mlflow.example.com", "workspace": "default"}, "langfuse": {"url": "https://cloud.langfuse.com"},
                "secretRef": {"name": "mlflow-credentials"}, "caBundle": {"configMapKeyRef": {"name": "ca", "key": "ca.crt"}},
                "interval": "5m", "track": [{"name": "support", "prompt": "support system", "alias": "production", "label": "production"}]
              },
              "status": {
                {{{Observed}}},
                "url": "https://mlflow.example.com/", "pinned": 2, "drifted": 1, "lastVerified": "2026-11-22T22:46:12Z", "cursor": "c",
                "tracked": [{"name": "support", "version": "7", "promptVersion": "support-v7", "since": "2026-11-22T22:46:12Z", "problem": "none"}]
              }
            }
            """,
        ["GenAIAppSnapshot"] = $$$"""
            {
              "apiVersion": "keyframe.dev/v1alpha1", "kind": "GenAIAppSnapshot", {{{Metadata}}},
              "spec": {
                "app": "support-bot", "version": "13",
                "model": {"provider": "openai", "name": "gpt-4o", "version": "2024-08-06", "endpoint": "https://example.com",
                          "parameters": {"temperature": 0.2, "stop": ["\n"], "seed": null, "logit_bias": {"50256": -100} }},
                "prompts": [{"name": "system", "promptRef": {"name": "support-system-v7"}, "digest": "sha256:cc"}],
                "retrieval": [{"name": "kb", "store": "pgvector", "index": "kb", "indexVersion": "2026-11-01", "topK": 8,
                               "embedding": {"provider": "openai", "name": "text-embedding-3-large", "dimensions": 3072},
                               "parameters": {"hybrid": true},
                               "verify": {"http": {"url": "https://index.example.com/kb", "jsonPointer": "/index/version"}, "interval": "5m"}},
                              {"name": "faq", "store": "pgvector", "index": "faq", "indexVersion": "7",
                               "verify": {"configMapKeyRef": {"name": "indexes", "key": "faq"}, "interval": "5m"}}],
                "rerankers": [{"name": "main", "provider": "cohere", "model": "rerank-3.5", "topN": 3, "parameters": {}}],
                "tools": [{"name": "lookup_order", "version": "2", "description": "Looks up.", "inputSchema": {"type": "object"}}],
                "guardrails": [{"name": "pii", "version": "1", "parameters": {"redact": ["email"]}}],
                "settings": {"maxTurns": 12, "rate": 1.50, "large": 12345678901234567890},
                "code": {"image": "registry.example.com/app@sha256:00", "gitCommit": "4c1f0be"}
              },
              "status": {
                {{{Observed}}},
                "digest": "sha256:dd", "specDigest": "sha256:ee", "configMapName": "one-dd", "configMapUid": "77", "bytes": 18734,
                "prompts": [{"name": "system", "prompt": "support-system", "version": "7", "digest": "sha256:cc"}]
              }
            }
            """,
        ["GenAIDeployment"] = $$$"""
            {
              "apiVersion": "keyframe.dev/v1alpha1", "kind": "Deployment", {{{Metadata}}},
              "spec": {
                "workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "support-bot"},
                "snapshotRef": {"name": "support-bot-13", "digest": "sha256:dd"},
                "injection": {"containers": ["app"], "mountPath": "/etc/keyframe"},
                "rollback": {"automatic": false, "triggers": ["PodFailure"], "limit": {"count": 2, "per": "30m"}},
                "drift": "Report", "detach": true, "paused": true,
                "revisionHistoryLimit": 3,
                "replicas": 3, "selector": {"matchLabels": {"app": "x"}}, "template": {"metadata": {"labels": {"app": "x"} } }
              },
              "status": {
                {{{Observed}}},
                "active": {"snapshot": "support-bot-13", "digest": "sha256:dd", "revision": 2, "since": "2026-11-22T22:46:12Z"},
                "desired": {"snapshot": "support-bot-13", "digest": "sha256:dd"},
                "pending": {"snapshot": "support-bot-13", "digest": "sha256:dd", "injection": "i", "revision": 3, "workloadResourceVersion": "420",
                  "replaces": "h"},
                "hold": {"snapshot": "support-bot-13", "digest": "sha256:dd", "injection": "i", "reason": "RolledBack",
                  "by": "keyframe-operator", "at": "2026-11-22T22:46:12Z"},
                "repairs": ["2026-11-22T22:46:12Z"],
                "lastHandledRequest": {"id": "a", "request": "retry id=a", "result": "Rejected", "message": "Nothing is held.",
                  "at": "2026-11-22T22:46:12Z"},
                "history": [
                  {"revision": 2, "snapshot": "support-bot-13", "digest": "sha256:dd", "configMap": "support-bot-13-dd", "injection": "i",
                   "containers": ["app"], "mountPath": "/etc/keyframe", "image": "app:1",
                   "workloadRevision": "5d4f",
                   "startedAt": "2026-11-22T22:46:12Z", "completedAt": "2026-11-22T22:47:00Z", "result": "RolledBack",
                   "initiator": "Undo", "manager": "kubectl",
                   "evidence": {"reason": "CrashLoopBackOff", "pod": "app-1", "container": "app", "message": "exit code 1"},
                   "rollbackOf": 1, "cause": "prompt system 6→7"}
                ],
                "workload": {"uid": "w", "replicas": 3, "updated": 2, "ready": 1, "observedGeneration": 9}
              }
            }
            """,
    };
}
