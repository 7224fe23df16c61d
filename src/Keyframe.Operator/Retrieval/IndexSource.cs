using Keyframe.Runtime;

namespace Keyframe.Operator.Retrieval;

/// <summary>Where the version of an index is read. Equal sources are read once, whoever wants to know.</summary>
internal abstract record IndexSource
{
    private IndexSource()
    {
    }

    /// <summary>A value of a JSON document over HTTP.</summary>
    /// <param name="Url">The document.</param>
    /// <param name="JsonPointer">The value (RFC 6901).</param>
    internal sealed record Document(Uri Url, string JsonPointer) : IndexSource;

    /// <summary>A key of a ConfigMap.</summary>
    /// <param name="ConfigMap">The ConfigMap.</param>
    /// <param name="Key">The key.</param>
    internal sealed record Entry(ObjectKey ConfigMap, string Key) : IndexSource;
}
