namespace Keyframe.Api.Schema;

/// <summary>
/// The schema requires the property. The C# type stays tolerant on purpose: an object stored under an older schema must still
/// decode, and is then judged by its controller.
/// </summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class RequiredAttribute : Attribute;
