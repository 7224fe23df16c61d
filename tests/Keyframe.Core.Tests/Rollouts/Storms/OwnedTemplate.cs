namespace Keyframe.Core.Tests.Rollouts.Storms;

/// <summary>
/// A pod template and who owns which of its leaves, by the rules of server-side apply (KEP-555): equal values are owned together, others
/// conflict, and what a manager applied before and applies no more goes where nobody else owns it.
/// </summary>
internal sealed class OwnedTemplate
{
    private readonly SortedDictionary<string, string> _leaves = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _owners = new(StringComparer.Ordinal);
    private readonly List<string> _newest = [];

    public IReadOnlyDictionary<string, string> All => _leaves;

    /// <summary>All leaves in one text: equal texts are equal templates.</summary>
    public string Text => string.Join('\n', _leaves.Select(leaf => $"{leaf.Key}={leaf.Value}"));

    /// <summary>The managers that own leaves of ours, without the operator, newest first.</summary>
    public IReadOnlyList<string> Strangers =>
        [.. _newest.Where(manager => manager != Managers.Operator && _owners.Any(leaf => Leaves.IsOurs(leaf.Key) && leaf.Value.Contains(manager)))];

    public bool Owns(string manager, string path) => _owners.TryGetValue(path, out HashSet<string>? owners) && owners.Contains(manager);

    public bool OwnsAny(string manager) => _owners.Values.Any(owners => owners.Contains(manager));

    /// <summary>A server-side apply.</summary>
    /// <returns>The conflicts; where there are any and it is not forced, nothing is changed.</returns>
    public IReadOnlyList<(string Manager, string Path)> Apply(string manager, IReadOnlyDictionary<string, string> wanted, bool force)
    {
        (string Manager, string Path)[] conflicts =
        [
            .. from leaf in wanted
               where _leaves.TryGetValue(leaf.Key, out string? value) && value != leaf.Value
               from owner in _owners[leaf.Key]
               where owner != manager
               select (owner, leaf.Key),
        ];
        if (conflicts.Length > 0 && !force)
        {
            return conflicts;
        }

        foreach (string path in _owners.Where(leaf => leaf.Value.Contains(manager) && !wanted.ContainsKey(leaf.Key)).Select(leaf => leaf.Key).ToArray())
        {
            Release(manager, path);
        }

        foreach ((string path, string value) in wanted)
        {
            if (_leaves.TryGetValue(path, out string? present) && present == value)
            {
                _owners[path].Add(manager);
            }
            else
            {
                Take(manager, path, value);
            }
        }

        Touch(manager);
        return [];
    }

    /// <summary>An update or a patch: whoever makes it owns alone what it changes.</summary>
    public void Update(string manager, IReadOnlyDictionary<string, string> all)
    {
        foreach (string path in _leaves.Keys.Except(all.Keys).ToArray())
        {
            _leaves.Remove(path);
            _owners.Remove(path);
        }

        foreach ((string path, string value) in all.Where(leaf => !_leaves.TryGetValue(leaf.Key, out string? present) || present != leaf.Value).ToArray())
        {
            Take(manager, path, value);
        }

        Touch(manager);
    }

    /// <summary>What managers of a prefix own is another's from now on, as Flux does it.</summary>
    public void HandOver(string prefix, string manager)
    {
        foreach (HashSet<string> owners in _owners.Values.Where(owners => owners.Any(owner => owner.StartsWith(prefix, StringComparison.Ordinal))))
        {
            owners.RemoveWhere(owner => owner.StartsWith(prefix, StringComparison.Ordinal));
            owners.Add(manager);
        }

        Touch(manager);
    }

    /// <summary>Leaves become others, as if they always had been: owners stay.</summary>
    public void Rewrite(Action<IDictionary<string, string>> change)
    {
        change(_leaves);
        foreach (string path in _owners.Keys.Except(_leaves.Keys).ToArray())
        {
            _owners.Remove(path);
        }
    }

    public OwnedTemplate Copy()
    {
        var copy = new OwnedTemplate();
        foreach ((string path, string value) in _leaves)
        {
            copy._leaves[path] = value;
            copy._owners[path] = [.. _owners[path]];
        }

        copy._newest.AddRange(_newest);
        return copy;
    }

    private void Take(string manager, string path, string value)
    {
        _leaves[path] = value;
        _owners[path] = [manager];
    }

    private void Release(string manager, string path)
    {
        _owners[path].Remove(manager);
        if (_owners[path].Count == 0)
        {
            _owners.Remove(path);
            _leaves.Remove(path);
        }
    }

    private void Touch(string manager)
    {
        _newest.Remove(manager);
        _newest.Insert(0, manager);
    }
}
