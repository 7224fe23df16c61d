using System.Net;

namespace Keyframe.Benchmarks.Calls;

/// <summary>One call of an operator, as it went over the wire.</summary>
/// <param name="Request">What it asked.</param>
/// <param name="PathAndQuery">Where.</param>
/// <param name="Method">How.</param>
/// <param name="ContentType">The type of its body; null without one.</param>
/// <param name="Body">The body; empty without one.</param>
/// <param name="Started">Timestamp of the stopwatch when it was sent.</param>
/// <param name="Ended">Timestamp when its answer began; that of a watch never ends.</param>
/// <param name="Status">The answer; null when there was none.</param>
internal sealed record Call(
    ApiRequest Request,
    string PathAndQuery,
    HttpMethod Method,
    string? ContentType,
    byte[] Body,
    long Started,
    long Ended,
    HttpStatusCode? Status)
{
    /// <summary>Whether the server did it.</summary>
    public bool Succeeded => Status is { } status && (int)status < 300;
}
