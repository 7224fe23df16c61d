using System.Text.Json.Serialization;

namespace Keyframe.Runtime.Transport;

/// <summary>The object of a <c>BOOKMARK</c> event: of its kind, but with nothing in it except a version.</summary>
internal sealed record BookmarkObject([property: JsonPropertyName("metadata")] BookmarkObject.Meta? Metadata)
{
    internal sealed record Meta([property: JsonPropertyName("resourceVersion")] string? ResourceVersion);
}
