using Keyframe.Api.Naming;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>
/// An upgrade of the operator: all that had been rendered until now, the version before had rendered, which put one variable less into
/// containers. Templates, revisions and records are as it would have left them.
/// </summary>
internal static class EarlierVersion
{
    private static readonly string Annotation = Leaves.OfAnnotation(Annotations.Injection);

    public static void Leave(StormCluster cluster)
    {
        Dictionary<string, string> hashes = [];
        IEnumerable<Carried> recorded = (cluster.Binding.Status?.History ?? [])
            .Select(entry => new Carried(entry.Snapshot, entry.MountPath ?? "", string.Join(',', entry.Containers ?? []), entry.Injection));
        foreach (Carried carried in cluster.Revisions.Select(revision => revision.Carried).OfType<Carried>().Concat(recorded))
        {
            string[] containers = carried.Containers.Split(',');
            if (carried.Hash == A.Section(carried.Snapshot, carried.Path, containers).Hash)
            {
                hashes[carried.Hash] = Known.EarlierHash(carried.Snapshot, carried.Path, containers);
            }
        }

        string Map(string hash) => hashes.GetValueOrDefault(hash, hash);
        cluster.Rewrite(leaves => Rewrite(leaves, hashes));
        if (cluster.Binding.Status is { } status)
        {
            cluster.SaveBinding(binding => binding with
            {
                Status = status with
                {
                    Pending = status.Pending is { } pending ? pending with { Injection = Map(pending.Injection) } : null,
                    History = [.. status.History.Select(entry => entry with { Injection = Map(entry.Injection) })],
                },
            });
        }
    }

    private static void Rewrite(IDictionary<string, string> leaves, Dictionary<string, string> hashes)
    {
        if (!leaves.TryGetValue(Annotation, out string? hash) || !hashes.TryGetValue(hash, out string? earlier))
        {
            return;
        }

        leaves[Annotation] = earlier;
        foreach (string path in leaves.Keys.Where(path => path.EndsWith(InjectedNames.DirectoryVariable, StringComparison.Ordinal)).ToArray())
        {
            leaves.Remove(path);
        }
    }
}
