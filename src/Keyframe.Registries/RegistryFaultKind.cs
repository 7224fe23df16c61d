namespace Keyframe.Registries;

/// <summary>What can be expected of another try.</summary>
public enum RegistryFaultKind
{
    /// <summary>The same answer, until somebody changes something in the registry or in the cluster. Tried again slowly.</summary>
    Permanent,

    /// <summary>The same answer, until other credentials or rights are given.</summary>
    Credentials,

    /// <summary>Another answer, sooner or later.</summary>
    Transient,
}
