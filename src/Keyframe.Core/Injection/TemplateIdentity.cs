using Keyframe.Api.Naming;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Injection;

/// <summary>The snapshot that a live pod template says it carries.</summary>
/// <param name="Snapshot">The snapshot's object name.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Injection">The hash of the whole section.</param>
public sealed record TemplateIdentity(string Snapshot, string Digest, string Injection)
{
    /// <summary>Reads the identity, or null where the template carries none.</summary>
    /// <param name="template">The live template.</param>
    public static TemplateIdentity? Of(PodTemplate template) =>
        template.Metadata.Annotations.GetValueOrDefault(Annotations.Digest) is { Length: > 0 } digest
            ? new TemplateIdentity(
                template.Metadata.Labels.GetValueOrDefault(Labels.Snapshot) ?? "",
                digest,
                template.Metadata.Annotations.GetValueOrDefault(Annotations.Injection) ?? "")
            : null;
}
