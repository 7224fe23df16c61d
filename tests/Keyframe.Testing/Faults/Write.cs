using System.Net;

namespace Keyframe.Testing.Faults;

/// <summary>One write that a client sent.</summary>
/// <param name="Number">Its place among the writes, from 1.</param>
/// <param name="Verb">POST, PUT, PATCH or DELETE.</param>
/// <param name="Path">The resource's path, without the query.</param>
/// <param name="Status">What the server answered, also where a fault kept the answer from the client; null where it never got
/// the request.</param>
public sealed record Write(int Number, string Verb, string Path, HttpStatusCode? Status)
{
    /// <summary>"2 PATCH /api/v1/namespaces/a/configmaps/b 200".</summary>
    public override string ToString() => $"{Number} {Verb} {Path} {(Status is { } status ? (int)status : "-")}";
}
