namespace Keyframe.Generator.Schemas;

/// <summary>One allowed value of a string.</summary>
/// <param name="Name">As manifests spell it.</param>
/// <param name="Summary">What it means.</param>
internal sealed record EnumMember(string Name, string Summary);
