namespace Keyframe.Runtime.Transport;

/// <summary>What the API server negotiates. It speaks JSON to us: the .NET client has no protobuf models.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Apply = "application/apply-patch+yaml";
    public const string StrategicMergePatch = "application/strategic-merge-patch+json";
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>
    /// Metadata of one object, and of each event of a watch; whole objects from a server that cannot transform (an
    /// aggregated one), which decode just as well. The same header client-go's metadata client sends.
    /// </summary>
    public const string PartialObject = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    /// <summary>Metadata of each object of a list.</summary>
    public const string PartialList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
}
