using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Keyframe.Benchmarks.Calls;

/// <summary>What calls amount to.</summary>
internal static class CallCount
{
    /// <summary>Writes that somebody waits for: all but events.</summary>
    public static int Writes(this IEnumerable<Call> calls) =>
        calls.Count(call => call.Request is { IsWrite: true, IsEvent: false });

    /// <summary>Reads of single objects, which caches are there to spare.</summary>
    public static int Gets(this IEnumerable<Call> calls) => calls.Count(call => call.Request.Verb == "get");

    /// <summary>How many of each verb and kind, per item.</summary>
    public static JsonObject ByKind(this IEnumerable<Call> calls, int items = 1) => new(
        from call in calls
        let refusal = call.Succeeded ? "" : $" ({(int?)call.Status ?? 0})"
        group call by $"{call.Request.Verb} {call.Request.Resource}{refusal}" into kind
        orderby kind.Key
        select KeyValuePair.Create(kind.Key, (JsonNode?)Math.Round((double)kind.Count() / items, 3)));

    /// <summary>Each call with its time after the first, for whoever wants to see which writes they are.</summary>
    public static JsonArray Sequence(this IReadOnlyList<Call> calls, long since) =>
    [
        .. calls.Select(call => (JsonNode)new JsonObject
        {
            ["ms"] = Math.Round(Stopwatch.GetElapsedTime(since, call.Started).TotalMilliseconds, 1),
            ["took"] = Math.Round(Stopwatch.GetElapsedTime(call.Started, call.Ended).TotalMilliseconds, 1),
            ["call"] = $"{call.Request.Verb} {call.Request.Resource} {call.Request.Name}".TrimEnd(),
            ["bytes"] = call.Body.Length,
            ["status"] = (int?)call.Status,
        }),
    ];
}
