using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Planning;

/// <summary>A write to a PromptVersion that tracking manages.</summary>
/// <param name="Name">The PromptVersion's name; its namespace is that of the reconciled object.</param>
public abstract record PromptVersionWrite(string Name)
{
    /// <summary>Creates a PromptVersion. An existing one of that name is left as it is and looked at again.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Labels">Its labels.</param>
    /// <param name="Spec">Its spec.</param>
    public sealed record Create(string Name, IReadOnlyDictionary<string, string> Labels, PromptVersionSpec Spec) : PromptVersionWrite(Name);

    /// <summary>Deletes a PromptVersion, if it still is the version that was looked at.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Uid">The uid it must have.</param>
    /// <param name="ResourceVersion">The version it must have.</param>
    public sealed record Delete(string Name, string Uid, string ResourceVersion) : PromptVersionWrite(Name);
}
