namespace Keyframe.Api.Naming;

/// <summary>Field managers of Keyframe's own writes (server-side apply, KEP-555).</summary>
public static class FieldManagers
{
    /// <summary>
    /// The operator. It must not begin with <c>kubectl</c>: Flux takes over the fields of such managers and strips them.
    /// </summary>
    public const string Operator = "keyframe-operator";
}
