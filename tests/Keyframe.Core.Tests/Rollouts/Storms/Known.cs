using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Keyframe.Api.Naming;
using Keyframe.Api.Snapshots;
using Keyframe.Core.Canonical;
using Keyframe.Core.Changes;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Tests.Builders;
using Keyframe.Core.Workloads;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>What never changes in any story: the snapshots v1 to v4, of which v4 is there in some only, and how sections render.</summary>
internal static class Known
{
    private static readonly ConcurrentDictionary<(string Snapshot, string Path, string Containers), string> Others = new();

    public static string[] Names { get; } = ["v1", "v2", "v3", "v4"];

    public static IReadOnlyDictionary<string, GenAIAppSnapshot> Snapshots { get; } = Names.ToDictionary(name => name, name => A.Snapshot(name).Build());

    public static IReadOnlyDictionary<string, SnapshotFacts> Facts { get; } = Names.ToDictionary(name => name, name => A.Snapshot(name).Facts());

    public static IReadOnlyDictionary<string, OwnerIdentity> Owners { get; } =
        Names.ToDictionary(name => name, name => OwnerIdentity.Of(A.Snapshot(name).Build()));

    public static IReadOnlyDictionary<string, string> ConfigMaps { get; } = Names.ToDictionary(name => name, A.ConfigMapNameOf);

    public static IReadOnlyDictionary<string, string> Digests { get; } = Names.ToDictionary(name => name, name => A.DigestOf(name).Value);

    /// <summary>
    /// The hash of a section as an earlier version of the operator rendered it: without the variable that names the directory.
    /// </summary>
    public static string EarlierHash(string snapshot, string path, IReadOnlyList<string> containers) =>
        Others.GetOrAdd((snapshot, path, string.Join(',', containers)), _ =>
        {
            PodTemplate template = A.Section(snapshot, path, containers).ToTemplate().Deserialize(WorkloadJsonContext.Default.PodTemplate)!;
            Dictionary<string, string> leaves = Leaves.Of(template);
            foreach (string container in containers)
            {
                leaves.Remove(Leaves.OfVariable(container, InjectedNames.DirectoryVariable));
            }

            var whole = (JsonObject)JsonSerializer.SerializeToNode(Leaves.ToTemplate(leaves), WorkloadJsonContext.Default.PodTemplate)!;
            return Digest.Of(CanonicalJson.Serialize(JsonSerializer.SerializeToElement(SectionFields.Read(whole)!))).Short;
        });
}
