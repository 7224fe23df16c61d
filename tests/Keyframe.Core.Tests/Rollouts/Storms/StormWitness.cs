using Keyframe.Api.Deployments;
using Keyframe.Core.Injection;
using Keyframe.Core.Planning;
using Keyframe.Core.Rollouts;
using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>
/// Judges every write of the operator by what people and Kubernetes did before it. It knows nothing of rules, holds or the record: each
/// thing that happens from outside may be answered by one write of the template, each failed attempt by one way back.
/// </summary>
internal sealed class StormWitness(StormCluster cluster)
{
    /// <summary>Entries that decisions are made by: active, pending, newest, the one to go back to, and as many rollbacks as are allowed.</summary>
    private const int Needed = 5 + 3;

    private readonly List<DateTimeOffset> _automatic = [];
    private readonly Dictionary<long, string> _revisions = [];
    private int _credit = 1;
    private int _requests;
    private bool _forgot;
    private bool _attempt;
    private bool _crashed;
    private bool _isNew = true;
    private long _newest;
    private (string Snapshot, string? Path)? _rejected;

    /// <summary>Whether the operator had nothing to do when it last looked, and nothing has happened since.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>Whether another mount path was asked for and never written.</summary>
    public bool IsPathOpen { get; set; }

    /// <summary>What a human put back by kubectl, which stays.</summary>
    public Carried? Undone { get; private set; }

    /// <summary>What the operator did, in words.</summary>
    public List<string> Story { get; } = [];

    public static string PathOf(GenAIDeployment binding) => binding.Spec.Injection?.MountPath ?? Api.Naming.InjectedNames.DefaultMountPath;

    /// <summary>Something happened that the operator may answer.</summary>
    public void Happened()
    {
        _credit++;
        IsQuiet = false;
    }

    public void Quiet() => (_credit, _requests, IsQuiet) = (0, cluster.Workload is null ? _requests : 0, true);

    /// <summary>Another snapshot, or another way of injecting it, is asked for.</summary>
    public void Asked() => (_rejected, Undone, _isNew) = (null, null, true);

    /// <summary>Somebody asks by annotation; by undo or abort for a way back.</summary>
    public void Requested(bool wayBack)
    {
        _requests += wayBack ? 1 : 0;
        Asked();
    }

    /// <summary>kubectl put a template back; what it carries is to stay where nothing else was under way.</summary>
    public void PutBack(bool stays)
    {
        _rejected = null;
        Undone = stays ? cluster.Live : null;
    }

    /// <summary>Somebody wrote the template otherwise.</summary>
    public void Edited() => Undone = null;

    public void Forgot()
    {
        Asked();
        _automatic.Clear();
        _revisions.Clear();
        (_newest, _forgot) = (0, true);
    }

    /// <summary>Pods of what the template carries crash.</summary>
    public void Crashed() => (_crashed, Undone) = (true, null);

    public void TakingOut(GenAIDeployment binding)
    {
        Story.Add("takes it out");
        Assert.True(binding.Spec.Detach, "the section is taken out of a binding that is not detached");
        Spend("taking it out");
    }

    public void Writing(InjectionSection section, GenAIDeployment binding, RolloutObservation observation)
    {
        var written = Carried.Of(section);
        Carried? before = cluster.Live;
        bool adopts = before == written;
        Story.Add($"{(adopts ? "adopts" : "writes")} {written} over {before?.ToString() ?? "parts or nothing"}");
        string asked = binding.Spec.SnapshotRef.Name;
        bool isAsked = written.Snapshot == asked && written.Path == PathOf(binding);
        Assert.True(adopts || IsOnRecord(written), $"{written} is written before it is on record");
        Assert.False(binding.Spec.Detach, $"a detached binding gets {written}");
        Assert.False(binding.Spec.Paused && !adopts && _requests == 0, $"a paused binding gets {written}");
        Assert.False(!adopts && IsRejected(written), $"{written} was rejected, and is rolled out again");
        Assert.False(Undone is not null && !Undone.IsLike(written), $"a human put back {Undone}, and {written} overwrites it");
        bool elsewhere = before is null
            ? TemplateIdentity.Of(cluster.Workload!.Spec.Template) is { } parts && parts.Snapshot != written.Snapshot
            : before != written;
        if (elsewhere && (!isAsked || written.IsLike(before)) && _attempt && _crashed && (_requests == 0 || _credit == 0))
        {
            _attempt = false;
            Automatic(binding.Spec.Rollback.Limit, observation.Now);
        }
        else
        {
            Spend(written.ToString());
            _attempt |= elsewhere || adopts || _isNew;
            _isNew = false;
        }

        IsPathOpen &= written.Path != PathOf(binding);
        bool isAskedStill = ReferenceEquals(cluster.Binding.Spec, binding.Spec)
            && ReferenceEquals(cluster.Binding.Metadata.Annotations, binding.Metadata.Annotations);
        if (!isAsked && isAskedStill && !_forgot)
        {
            _rejected = (asked, written.Snapshot == asked ? PathOf(binding) : null);
        }
    }

    public void Wrote(InjectionSection section)
    {
        Assert.Equal(Carried.Of(section), cluster.Live);
        _crashed = cluster.Crashing.Any(pod => pod.Injection == section.Hash);
    }

    /// <summary>A record is written: bounded, newest first, and a number never stands for two revisions.</summary>
    public void Recorded(GenAIDeploymentStatus after, int limit)
    {
        _forgot = false;
        Story.Add($"records {Stage.Short(after)} {after.Conditions.FirstOrDefault(condition => condition.Type == "Ready")?.Reason}");
        long[] revisions = [.. after.History.Select(entry => entry.Revision)];
        Assert.True(revisions.SequenceEqual(revisions.OrderDescending().Distinct()), $"the history is out of order: {string.Join(' ', revisions)}");
        Assert.True(revisions.Length <= Math.Max(limit, Needed), $"the history has {revisions.Length} entries of {limit}");
        foreach (RevisionEntry entry in after.History)
        {
            Assert.True(
                entry.Revision > _newest ? _revisions.TryAdd(entry.Revision, entry.Digest) : _revisions[entry.Revision] == entry.Digest,
                $"revision {entry.Revision} was another one before");
        }

        _newest = Math.Max(_newest, revisions.DefaultIfEmpty().Max());
    }

    /// <summary>No template ever names a ConfigMap that does not exist, or that would go with its snapshot.</summary>
    public void NeedsConfigMap(InjectionSection section)
    {
        ConfigMapIdentity? configMap = cluster.ConfigMap(section.ConfigMapName);
        Assert.True(configMap is not null, $"the template gets {section.ConfigMapName}, which does not exist");
        Assert.Contains(configMap.Owners, owner => owner.Uid == cluster.Workload!.Metadata.Uid);
    }

    /// <summary>Whoever comes after a crash has to know that it was the operator; of a record that was lost just now, nobody does.</summary>
    private bool IsOnRecord(Carried written) => _forgot || cluster.Binding.Status is null or { Active: null, Pending: null }
        || cluster.Binding.Status is { } status && status.History.Any(entry => entry.Injection == written.Hash
            && (entry.Revision == status.Pending?.Revision || entry.Revision == status.Active?.Revision));

    private bool IsRejected(Carried written) =>
        _rejected is { } rejected && written.Snapshot == rejected.Snapshot && (rejected.Path is null || written.Path == rejected.Path);

    private void Automatic(RollbackLimit limit, DateTimeOffset now)
    {
        _automatic.Add(now);
        int recent = _automatic.Count(time => now - time < TimeSpan.FromHours(1));
        Assert.True(recent <= limit.Count, $"{recent} rollbacks within the hour");
    }

    private void Spend(string what)
    {
        Assert.True(_credit-- > 0, $"nothing asks for {what}");
    }
}
