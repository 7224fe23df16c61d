namespace Keyframe.Api.Schema;

/// <summary>The value the API server fills in where a manifest leaves the property out.</summary>
/// <param name="json">The default as JSON text, such as <c>"\"/etc/keyframe\""</c> or <c>"20"</c>.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class DefaultAttribute(string json) : Attribute
{
    /// <summary>The default as JSON text.</summary>
    public string Json { get; } = json;
}
