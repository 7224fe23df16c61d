using Keyframe.Api.Snapshots;
using Keyframe.Core.Specs;
using Keyframe.Runtime;

namespace Keyframe.Operator.Retrieval;

/// <summary>What a snapshot wants to know of one index.</summary>
/// <param name="Name">The retrieval's name in the snapshot.</param>
/// <param name="Expected">The version that the snapshot names.</param>
/// <param name="Source">Where the present version is read; null where verify cannot be followed.</param>
/// <param name="Interval">How often to ask over HTTP.</param>
/// <param name="Problem">Why verify cannot be followed; null where it can.</param>
internal sealed record IndexQuestion(string Name, string Expected, IndexSource? Source, TimeSpan Interval, string? Problem)
{
    /// <summary>
    /// Understands a verification. Its flaws are refused by the schema; an API server without CEL (before 1.25) lets some pass.
    /// </summary>
    /// <param name="namespace">The namespace of the snapshot.</param>
    /// <param name="item">One of its retrievals, with a verification.</param>
    public static IndexQuestion Of(string @namespace, RetrievalSpec item)
    {
        RetrievalVerification verification = item.Verify!;
        string expected = (item.IndexVersion ?? "").Trim();
        TimeSpan? interval = PollInterval.Parse(verification.Interval);
        IndexSource? source = SourceOf(@namespace, verification);
        string? problem =
            expected.Length == 0 ? "verify compares with indexVersion, which is not set. Make a snapshot that sets it."
            : (verification.Http is null) == (verification.ConfigMapKeyRef is null)
                ? "exactly one of http and configMapKeyRef must be set in verify. Make a snapshot that does."
            : source is null ? "verify.http.url is no URL of https or http without a user. Make a snapshot with one."
            : interval is null ? "verify.interval is not between 1m and 24h. Make a snapshot where it is."
            : null;
        return new IndexQuestion(item.Name, expected, problem is null ? source : null, interval ?? PollInterval.Default, problem);
    }

    private static IndexSource? SourceOf(string @namespace, RetrievalVerification verification) => verification switch
    {
        { ConfigMapKeyRef: { } key } => new IndexSource.Entry(new ObjectKey(@namespace, key.Name), key.Key),
        { Http: { } http } when Uri.TryCreate(http.Url, UriKind.Absolute, out Uri? url) && url.UserInfo.Length == 0
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) =>
            new IndexSource.Document(url, http.JsonPointer),
        _ => null,
    };
}
