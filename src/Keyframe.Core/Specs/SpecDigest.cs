using System.Text.Json.Serialization.Metadata;
using Keyframe.Api.Json;
using Keyframe.Api.PromptVersions;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;
using Keyframe.Core.Snapshots;

namespace Keyframe.Core.Specs;

/// <summary>
/// The digest of a whole spec, by which the operator notices that an immutable object was changed on an API server that does not
/// prevent it. It is the SHA-256 of the spec's canonical JSON under <see cref="KeyframeJsonContext"/>, with lists that the schema
/// keys by name sorted by name, since an API server takes them as equal in any order.
/// </summary>
public static class SpecDigest
{
    /// <summary>The digest of a prompt version's spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <returns>The digest, or InvalidContent or InvalidSpec with the path of what has no canonical form.</returns>
    public static Outcome<Digest> Of(PromptVersionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return NamedLists.Check(spec.Variables, variable => variable.Name, "spec.variables") is { } fault
            ? new Outcome<Digest>(fault)
            : Of(
                spec,
                spec with { Variables = spec.Variables?.OrderBy(variable => variable.Name, StringComparer.Ordinal).ToList() },
                KeyframeJsonContext.Default.PromptVersionSpec);
    }

    /// <summary>The digest of a snapshot's spec. Empty lists and maps of parameters count as absent.</summary>
    /// <param name="spec">The spec.</param>
    /// <returns>The digest, or InvalidContent or InvalidSpec with the path of what has no canonical form.</returns>
    public static Outcome<Digest> Of(GenAIAppSnapshotSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return SnapshotNormalForm.Check(spec) is { } fault
            ? new Outcome<Digest>(fault)
            : Of(spec, SnapshotNormalForm.Of(spec), KeyframeJsonContext.Default.GenAIAppSnapshotSpec);
    }

    private static Outcome<Digest> Of<T>(T spec, T normal, JsonTypeInfo<T> typeInfo)
    {
        try
        {
            // As given first, so that the path of a fault counts list items as the author does.
            CanonicalJson.Serialize(spec, typeInfo);
            return new Outcome<Digest>(Digest.Of(CanonicalJson.Serialize(normal, typeInfo)));
        }
        catch (CanonicalizationException exception)
        {
            return new Outcome<Digest>(Fault.From(exception, "spec"));
        }
    }
}
