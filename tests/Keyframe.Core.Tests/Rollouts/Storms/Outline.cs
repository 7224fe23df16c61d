using Keyframe.Core.Tests.Builders;

namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>
/// What has to be live after each deed once everything has come to rest, told without the planner: by what was asked for, what was taken
/// back, and what ran before. It shares no code with the rules, and knows of no crash, cache or record.
/// </summary>
internal sealed class Outline
{
    private readonly List<Attempt> _attempts = [];
    private readonly List<DateTimeOffset> _rollbacks = [];
    private string _asked = "v1";
    private string _path = "/etc/keyframe";

    /// <summary>What the template carries.</summary>
    public Carried? Live { get; private set; }

    /// <summary>The snapshot that is asked for and not tried; null where none is.</summary>
    public string? Held { get; private set; }

    /// <summary>Whether every pod runs what the template carries.</summary>
    public bool IsComplete => Active is { IsComplete: true } && Live is not null;

    /// <summary>Whether it cannot be told any more what comes of it: parts of a snapshot came back to a workload that carried none.</summary>
    public bool IsOpen { get; private set; }

    private Attempt? Active => _attempts.LastOrDefault();

    public void Ask(string snapshot, Storm storm)
    {
        if (snapshot != _asked)
        {
            (_asked, Held) = (snapshot, null);
            RollOut(storm);
        }
    }

    public void MountAt(string path, Storm storm)
    {
        if (path != _path)
        {
            (_path, Held) = (path, null);
            RollOut(storm);
        }
    }

    public void Retry(Storm storm)
    {
        if (Held is not null)
        {
            Held = null;
            RollOut(storm);
        }
    }

    public void RequestUndo(Storm storm)
    {
        if (Live is not null && Target() is { } target)
        {
            Active!.IsTaken = true;
            Go(target, storm, isAutomatic: false);
        }
    }

    /// <summary>kubectl put a whole template back.</summary>
    public void Undone(Storm storm)
    {
        Carried? now = storm.Cluster.Live;
        if (storm.Cluster.IsBare)
        {
            if (Live is not null)
            {
                Active!.IsTaken = true;
                Held = _asked;
            }

            Live = null;
        }
        else if (now is not null && now != Live)
        {
            if (Live is not null)
            {
                Active!.IsTaken = true;
            }

            Go(now, storm, isAutomatic: false);
        }

        IsOpen |= now is null && !storm.Cluster.IsBare && Live is null;
    }

    public void Upgraded()
    {
        foreach (Attempt attempt in _attempts)
        {
            attempt.What = Earlier(attempt.What);
        }

        Live = Live is null ? null : Earlier(Live);
    }

    /// <summary>Time has passed, and what failed before may have been mended.</summary>
    public void Rest(Storm storm)
    {
        if (Live is not null && Active is { IsComplete: false } active)
        {
            Judge(active, storm);
        }
    }

    public void RollOut(Storm storm)
    {
        if (Live is { } live && (live.Snapshot, live.Path) == (_asked, _path))
        {
            return;
        }

        Attempt? left = Live is null ? null : Active;
        int good = _attempts.FindIndex(attempt => attempt.What.Snapshot == _asked && attempt.IsGood);
        if (left is not null && left.What.Snapshot != _asked && good >= 0
            && good < _attempts.FindIndex(attempt => attempt.What.Snapshot == left.What.Snapshot))
        {
            left.IsTaken = true;
        }

        Go(new Carried(_asked, _path, "app", A.Section(_asked, _path).Hash), storm, isAutomatic: false);
    }

    private void Go(Carried what, Storm storm, bool isAutomatic)
    {
        var attempt = new Attempt(what, isAutomatic);
        _attempts.Add(attempt);
        Live = what;
        Held = (what.Snapshot, what.Path) == (_asked, _path) ? null : _asked;
        Judge(attempt, storm);
    }

    private void Judge(Attempt attempt, Storm storm)
    {
        if (!storm.Cluster.Broken.Contains(attempt.What.Snapshot))
        {
            attempt.IsComplete = true;
            return;
        }

        attempt.HasFailed = true;
        bool recent = _rollbacks.Count(time => storm.Cluster.Now - time < TimeSpan.FromHours(1)) >= 3;
        if (!attempt.IsAutomatic && !recent && Target() is { } target)
        {
            attempt.IsTaken = true;
            _rollbacks.Add(storm.Cluster.Now);
            Go(target, storm, isAutomatic: true);
        }
    }

    /// <summary>
    /// The last that every pod ran, that was not taken back, and that is neither what runs nor what is held. Where the very
    /// snapshot runs that is asked for, what is held is the way of injecting it.
    /// </summary>
    private Carried? Target() => _attempts.SkipLast(1).LastOrDefault(attempt => attempt is { IsComplete: true, IsTaken: false }
        && attempt.What != Live && (attempt.What.Snapshot != Held || (Live!.Snapshot == Held && attempt.What.Path != _path)))?.What;

    private static Carried Earlier(Carried carried) => carried.Hash == A.Section(carried.Snapshot, carried.Path, carried.Containers.Split(',')).Hash
        ? carried with { Hash = Known.EarlierHash(carried.Snapshot, carried.Path, carried.Containers.Split(',')) }
        : carried;

    private sealed class Attempt(Carried what, bool isAutomatic)
    {
        public Carried What { get; set; } = what;

        public bool IsAutomatic { get; } = isAutomatic;

        public bool IsComplete { get; set; }

        public bool IsTaken { get; set; }

        public bool HasFailed { get; set; }

        /// <summary>Whether going to it again is a way back. One that failed is no way back but another attempt.</summary>
        public bool IsGood => (IsComplete || IsTaken) && !HasFailed;
    }
}
