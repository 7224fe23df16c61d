using System.Text;
using Keyframe.Api.Naming;
using Keyframe.Core.Canonical;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;

namespace Keyframe.Core.Tests.Builders;

/// <summary>Where tests get their objects from: everything is well, unless the test says otherwise.</summary>
internal static class A
{
    public const string Namespace = "team-a";

    public static readonly DateTimeOffset Moment = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    public static BindingBuilder Binding() => new();

    public static WorkloadBuilder Workload() => new();

    public static PodBuilder Pod(string name) => new(name);

    public static SnapshotBuilder Snapshot(string name) => new(name);

    public static PromptBuilder Prompt(string name) => new(name);

    public static RegistryBuilder Registry() => new();

    public static Digest DigestOf(string name) => Digest.Of(Encoding.UTF8.GetBytes(name));

    public static string ConfigMapNameOf(string snapshot) => $"{snapshot}-{DigestOf(snapshot).Short}";

    public static InjectionSection Section(
        string snapshot, string mountPath = InjectedNames.DefaultMountPath, params IReadOnlyList<string> containers) =>
        InjectionSection.Render(
            snapshot, DigestOf(snapshot), ConfigMapNameOf(snapshot), containers.Count == 0 ? ["app"] : containers, mountPath);

    public static ConfigMapIdentity ConfigMap(string name, params IReadOnlyList<OwnerIdentity> owners) =>
        new(name, $"uid-of-{name}", "100", owners);
}
