using System.Net;
using Keyframe.Testing.Faults;

namespace Keyframe.Testing.Convergence;

/// <summary>
/// What goes wrong between a cache and its server, by name. Each leaves a world whose cache has to come right by itself: it has
/// changed something that the cache could not be told of, or not in the usual way.
/// </summary>
public static partial class CacheScenarios
{
    /// <summary>All of them, by what goes wrong.</summary>
    public static IReadOnlyDictionary<string, Func<CacheWorld, Task>> All { get; } =
        new Dictionary<string, Func<CacheWorld, Task>>
        {
            ["nothing at all"] = async world => { await world.WatchingAsync(); await world.ChangeAsync(); },

            ["a list whose body stalls"] = ListStalls,
            ["a list that breaks off"] = world => ListFailsAsync(world, StreamFaults.Half(100, stalls: false)),
            ["a list refused with 429 and a time"] = world => ListFailsAsync(world, Busy),
            ["a list refused with 500"] = world => ListFailsAsync(world, Error),
            ["a list refused with 503"] = world => ListFailsAsync(world, Unavailable),
            ["a list that finds no server"] = world => ListFailsAsync(world, StreamFaults.NoConnection()),
            ["a list of garbage"] = world => ListFailsAsync(world, StreamFaults.Text("<html>proxy</html>")),
            ["a list of nothing, without a version"] = world => ListFailsAsync(world, StreamFaults.Text("{}")),
            ["a continue token that expires between pages"] = TokenExpires,
            ["a page that breaks off after the first"] = PageBreaks,
            ["an undecodable object in a list"] = UndecodableInList,

            ["a watch refused with 410"] = world => WatchFailsAsync(world, Refusal(HttpStatusCode.Gone, "Expired")),
            ["a watch refused with 429 and a time"] = world => WatchFailsAsync(world, Busy, Busy),
            ["a watch refused with 500 again and again"] = world => WatchFailsAsync(world, Error, Error, Error, Error),
            ["a watch refused with 503"] = world => WatchFailsAsync(world, Unavailable),
            ["a watch that finds no server"] = world => WatchFailsAsync(
                world, [.. Enumerable.Repeat(StreamFaults.NoConnection(), 5)]),
            ["a version that the server has forgotten"] = VersionForgotten,
            ["a version from the future of a restored server"] = VersionOfTheFuture,
            ["a watch that ends at once, again and again"] = EndsAtOnce,

            ["a 410 in the stream"] = world => LineAsync(world, StreamFaults.Event(
                "ERROR", StreamFaults.Status(HttpStatusCode.Gone, "Expired"))),
            ["a 500 in the stream"] = world => LineAsync(world, StreamFaults.Event(
                "ERROR", StreamFaults.Status(HttpStatusCode.InternalServerError, "InternalError"))),
            ["a garbage line"] = world => LineAsync(world, "garbage\n"),
            ["an event of an unknown type"] = world => LineAsync(world, StreamFaults.Event("NEWS", "{}")),
            ["an event without a version"] = world => LineAsync(
                world, StreamFaults.Event("MODIFIED", """{"metadata":{"name":"a"},"spec":{"color":"gray"}}""")),
            ["a version that goes back"] = world => LineAsync(
                world, StreamFaults.Event("BOOKMARK", """{"metadata":{"resourceVersion":"7"}}""")),
            ["a reset in the middle of an event"] = CutInsideAnEvent,
            ["an end in the middle of an event"] = EndInsideAnEvent,
            ["an event that comes twice"] = Duplicate,
            ["two events that change places"] = Swap,
            ["an event that is swallowed, and then only bookmarks"] = Swallowed,
            ["an undecodable object in a watch"] = UndecodableInWatch,
            ["an event of 1.4 MB"] = LongLine,

            ["a watch that stalls"] = StalledWatch,
            ["a connection that is reset"] = ConnectionReset,
            ["a connection cut inside an answer"] = ConnectionCut,
            ["a connection that is dead without an end"] = HalfOpen,
            ["a server that is away for a while"] = ServerAway,
        };

    private static StreamFaults.Answering Busy => Refusal(HttpStatusCode.TooManyRequests, "TooManyRequests", retryAfter: 1);
    private static StreamFaults.Answering Error => Refusal(HttpStatusCode.InternalServerError, "InternalError");
    private static StreamFaults.Answering Unavailable => Refusal(HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");

    private static StreamFaults.Answering Refusal(HttpStatusCode code, string reason, int? retryAfter = null) =>
        StreamFaults.Refusal(code, reason, retryAfter);
}
