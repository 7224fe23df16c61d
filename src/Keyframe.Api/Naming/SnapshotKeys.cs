namespace Keyframe.Api.Naming;

/// <summary>Keys of a materialized ConfigMap, which are file names where it is mounted.</summary>
public static class SnapshotKeys
{
    /// <summary>The canonical document; its SHA-256 is the snapshot's digest.</summary>
    public const string Document = "snapshot.json";

    /// <summary>The model, present when the snapshot has one.</summary>
    public const string Model = "model.json";

    /// <summary>Retrieval sources, present when the snapshot has any.</summary>
    public const string Retrieval = "retrieval.json";

    /// <summary>Rerankers, present when the snapshot has any.</summary>
    public const string Rerankers = "rerankers.json";

    /// <summary>Tools, present when the snapshot has any.</summary>
    public const string Tools = "tools.json";

    /// <summary>Guardrails, present when the snapshot has any.</summary>
    public const string Guardrails = "guardrails.json";

    /// <summary>Free-form settings, present when the snapshot has any.</summary>
    public const string Settings = "settings.json";

    /// <summary>The file of a text prompt: its template, byte for byte.</summary>
    /// <param name="name">The prompt's name in the snapshot.</param>
    public static string TextPrompt(string name) => $"prompt.{name}.txt";

    /// <summary>The file of a chat prompt: its messages as a JSON array.</summary>
    /// <param name="name">The prompt's name in the snapshot.</param>
    public static string ChatPrompt(string name) => $"prompt.{name}.json";
}
