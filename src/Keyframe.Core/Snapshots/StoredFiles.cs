using System.Text.Json;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;

namespace Keyframe.Core.Snapshots;

/// <summary>
/// The files that stand beside snapshot.json, held against it. They repeat it for the convenience of applications, so it alone tells
/// what they must say, whichever version of the operator spelled them.
/// </summary>
internal static class StoredFiles
{
    private static readonly (string Key, string Member)[] Parts =
    [
        (SnapshotKeys.Model, "model"),
        (SnapshotKeys.Retrieval, "retrieval"),
        (SnapshotKeys.Rerankers, "rerankers"),
        (SnapshotKeys.Tools, "tools"),
        (SnapshotKeys.Guardrails, "guardrails"),
        (SnapshotKeys.Settings, "settings"),
    ];

    /// <summary>What is wrong; null where each part has its file, says the same, and nothing else is there.</summary>
    /// <param name="stored">The document.</param>
    /// <param name="data">The data of the ConfigMap that holds it.</param>
    public static string? ProblemOf(StoredSnapshot stored, IReadOnlyDictionary<string, string> data)
    {
        var expected = Expected(stored);
        return data.Keys.Where(key => key != SnapshotKeys.Document && !expected.ContainsKey(key)).Order(StringComparer.Ordinal)
                .Select(key => $"{CanonicalText.Quote(key)} is no file of this snapshot").FirstOrDefault()
            ?? expected.Select(file => ProblemOf(file.Key, file.Value, data)).FirstOrDefault(problem => problem is not null);
    }

    private static SortedDictionary<string, JsonElement> Expected(StoredSnapshot stored)
    {
        var files = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (key, member) in Parts)
        {
            if (stored.Root.TryGetProperty(member, out var part) && part.ValueKind != JsonValueKind.Null)
            {
                files.Add(key, part);
            }
        }

        foreach (var (name, prompt) in stored.Shape.Prompts)
        {
            bool isChat = prompt.Messages is not null;
            files.Add(
                isChat ? SnapshotKeys.ChatPrompt(name) : SnapshotKeys.TextPrompt(name),
                stored.Root.GetProperty("prompts").GetProperty(name).GetProperty(isChat ? "messages" : "template"));
        }

        return files;
    }

    private static string? ProblemOf(string key, JsonElement expected, IReadOnlyDictionary<string, string> data)
    {
        if (!data.TryGetValue(key, out string? text))
        {
            return $"{key} is not there";
        }

        bool isSame = expected.ValueKind == JsonValueKind.String ? expected.GetString() == text : IsSame(expected, text);
        return isSame ? null : $"{key} does not say what {SnapshotKeys.Document} says";
    }

    private static bool IsSame(JsonElement expected, string text)
    {
        try
        {
            using var found = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = int.MaxValue });
            return CanonicalJson.Serialize(found.RootElement).AsSpan().SequenceEqual(CanonicalJson.Serialize(expected));
        }
        catch (Exception exception) when (exception is JsonException or CanonicalizationException or ArgumentException)
        {
            return false;
        }
    }
}
