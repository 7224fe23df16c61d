using Keyframe.Api.Conditions;
using Keyframe.Api.Deployments;
using Keyframe.Api.Naming;
using Keyframe.Core.Conditions;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Injection;

/// <summary>Where a binding's snapshot goes in a workload's template: the containers and the mount path, checked.</summary>
/// <param name="Containers">The containers, at least one, each present in the template.</param>
/// <param name="MountPath">The mount path.</param>
public sealed record InjectionTarget(IReadOnlyList<string> Containers, string MountPath)
{
    /// <summary>
    /// Resolves what a binding asks for against a template. Nothing is applied when this fails: applying to a container that
    /// does not exist would ask the API server for a container without an image.
    /// </summary>
    /// <param name="spec">What the binding asks for; null for the defaults.</param>
    /// <param name="template">The live template.</param>
    /// <param name="fault">Why it cannot be done, and what to do.</param>
    /// <returns>The target, or null with a fault.</returns>
    public static InjectionTarget? Resolve(InjectionSpec? spec, PodTemplate template, out Verdict? fault)
    {
        string path = spec?.MountPath ?? InjectedNames.DefaultMountPath;
        IReadOnlyList<string> containers = spec?.Containers is { Count: > 0 } named
            ? [.. named.Distinct(StringComparer.Ordinal)]
            : Default(template);
        fault = CheckPath(path) ?? CheckContainers(containers, template) ?? CheckVolume(template)
            ?? CheckMounts(path, containers, template) ?? CheckEnvironment(template);
        return fault is null ? new InjectionTarget(containers, path) : null;
    }

    /// <summary>Where the snapshot is mounted already it stays, also when somebody puts another container first.</summary>
    private static IReadOnlyList<string> Default(PodTemplate template)
    {
        string[] mounted = [.. template.Spec.Containers
            .Where(container => container.VolumeMounts.Any(mount => mount.Name == InjectedNames.Volume))
            .Select(container => container.Name)];
        return mounted.Length > 0 ? mounted : Chosen(template);
    }

    private static IReadOnlyList<string> Chosen(PodTemplate template) =>
        template.Metadata.Annotations.GetValueOrDefault(Annotations.DefaultContainer) is { Length: > 0 } name
            ? [name]
            : [.. template.Spec.Containers.Take(1).Select(container => container.Name)];

    private static Verdict? CheckPath(string path) =>
        Injection.MountPath.FaultOf(path) is { } fault
            ? Verdict.Stalled(Reasons.InvalidMountPath, $"{fault}. Change spec.injection.mountPath.")
            : null;

    /// <summary>What is wrong with containers that are to read a snapshot; null where the template has them all.</summary>
    internal static Verdict? CheckContainers(IReadOnlyList<string> containers, PodTemplate template)
    {
        if (containers.Count == 0)
        {
            return Verdict.Stalled(Reasons.ContainerNotFound, "The workload's template has no containers. Add one.");
        }

        string[] missing = [.. containers.Except(template.Spec.Containers.Select(container => container.Name), StringComparer.Ordinal)];
        return missing.Length == 0
            ? null
            : Verdict.Stalled(
                Reasons.ContainerNotFound,
                $"The workload has no container {string.Join(", ", missing)}; it has "
                + $"{string.Join(", ", template.Spec.Containers.Select(container => container.Name))}. "
                + "Change spec.injection.containers, or the template.");
    }

    private static Verdict? CheckVolume(PodTemplate template) =>
        template.Spec.Volumes.Any(volume => volume.Name == InjectedNames.Volume && volume.ConfigMap is null)
            ? Verdict.Stalled(
                Reasons.FieldConflict,
                $"spec.volumes[{InjectedNames.Volume}]: the workload has a volume {InjectedNames.Volume} of its own that is no ConfigMap. "
                + "Give it another name.")
            : null;

    /// <summary>
    /// Mounts inside of one another. One at the very same path is another matter: there the API server knows whose it is, and
    /// refuses ours.
    /// </summary>
    private static Verdict? CheckMounts(string path, IReadOnlyList<string> containers, PodTemplate template)
    {
        foreach (Container container in template.Spec.Containers.Where(container => containers.Contains(container.Name)))
        {
            VolumeMount? other = container.VolumeMounts.FirstOrDefault(mount =>
                mount.Name != InjectedNames.Volume && mount.MountPath != path && Injection.MountPath.Overlap(mount.MountPath, path));
            if (other is not null)
            {
                return Verdict.Stalled(
                    Reasons.MountConflict,
                    $"Container {container.Name} mounts volume {other.Name} at {other.MountPath}, which overlaps {path}. "
                    + "Choose another spec.injection.mountPath.");
            }
        }

        return null;
    }

    /// <summary>Lists that name a variable twice cannot be merged by the API server.</summary>
    private static Verdict? CheckEnvironment(PodTemplate template)
    {
        (string Container, string Variable)? twice = template.Spec.Containers
            .SelectMany(container => container.Env.GroupBy(variable => variable.Name, StringComparer.Ordinal)
                .Where(group => group.Count() > 1)
                .Select(group => ((string, string)?)(container.Name, group.Key)))
            .FirstOrDefault();
        return twice is { } found
            ? Verdict.Stalled(
                Reasons.DuplicateVariable,
                $"Container {found.Container} has the environment variable {found.Variable} twice, so that nothing can be applied to it. "
                + "Remove one of them.")
            : null;
    }
}
