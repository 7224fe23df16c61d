namespace Keyframe.Api.Naming;

/// <summary>The API group of Keyframe's custom resources.</summary>
public static class ApiGroup
{
    /// <summary>The group.</summary>
    public const string Name = "keyframe.dev";

    /// <summary>The served and stored version.</summary>
    public const string Version = "v1alpha1";

    /// <summary>Group and version as manifests spell them.</summary>
    public const string ApiVersion = Name + "/" + Version;
}
