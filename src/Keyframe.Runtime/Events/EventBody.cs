using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;

namespace Keyframe.Runtime.Events;

/// <summary>The JSON of events.</summary>
internal static class EventBody
{
    /// <summary>The API's limit for a note, in bytes (k8s.io/kubernetes pkg/apis/core/validation/events.go).</summary>
    private const int NoteLimit = 1024;

    public static JsonObject Create(EventNote note, ObjectKey name, string reportingController, string reportingInstance) => new()
    {
        ["apiVersion"] = "events.k8s.io/v1",
        ["kind"] = "Event",
        ["metadata"] = new JsonObject { ["name"] = name.Name, ["namespace"] = name.Namespace },
        ["eventTime"] = MicroTime(note.At),
        ["reportingController"] = reportingController,
        ["reportingInstance"] = reportingInstance,
        ["regarding"] = Reference(note.Regarding),
        ["type"] = note.Key.Type == EventType.Warning ? "Warning" : "Normal",
        ["reason"] = note.Key.Reason,
        ["action"] = note.Key.Action,
        ["note"] = Truncate(note.Key.Note),
    };

    public static JsonObject Repeat(int count, DateTimeOffset at) => new()
    {
        ["series"] = new JsonObject { ["count"] = count, ["lastObservedTime"] = MicroTime(at) },
    };

    /// <summary>Cuts to the limit in UTF-8, never inside a character.</summary>
    internal static string Truncate(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= NoteLimit)
        {
            return note;
        }

        const string Ellipsis = "…";
        int room = NoteLimit - Encoding.UTF8.GetByteCount(Ellipsis);
        int kept = 0;
        foreach (Rune rune in note.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            kept += rune.Utf16SequenceLength;
        }

        return string.Concat(note.AsSpan(0, kept), Ellipsis);
    }

    /// <summary>RFC 3339 with exactly six digits: the server refuses any other number of them.</summary>
    private static string MicroTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Reference(V1ObjectReference regarding)
    {
        var json = new JsonObject();
        Add("apiVersion", regarding.ApiVersion);
        Add("kind", regarding.Kind);
        Add("namespace", regarding.NamespaceProperty);
        Add("name", regarding.Name);
        Add("uid", regarding.Uid);
        Add("resourceVersion", regarding.ResourceVersion);
        Add("fieldPath", regarding.FieldPath);
        return json;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                json[name] = value;
            }
        }
    }
}
