namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// Finds which branch became which. Any matching is sound, since pairs are compared; a poor one only tells of more changes than there are.
/// </summary>
internal sealed class BranchMatching(IReadOnlyList<Branch> before, IReadOnlyList<Branch> after)
{
    private readonly List<Branch> _removed = [.. before];
    private readonly List<Branch> _added = [.. after];
    private readonly List<(Branch Before, Branch After)> _pairs = [];

    public int Count { get; } = before.Count + after.Count;

    public IReadOnlyList<(Branch Before, Branch After)> Pairs => _pairs;

    /// <summary>The branches of before without a counterpart yet.</summary>
    public IReadOnlyList<Branch> Removed => _removed;

    /// <summary>The branches of after without a counterpart yet.</summary>
    public IReadOnlyList<Branch> Added => _added;

    /// <summary>Pairs what has the same key, where that key is the only one of its kind on both sides.</summary>
    /// <param name="key">The key; null for none.</param>
    public void Match(Func<Branch, object?> key)
    {
        var olds = Unique(_removed, key);
        foreach (var (name, branch) in Unique(_added, key))
        {
            if (olds.TryGetValue(name, out var old))
            {
                _pairs.Add((old, branch));
            }
        }

        Forget();
    }

    /// <summary>Pairs what is left over, where it is one on each side.</summary>
    public void MatchLast()
    {
        if (_removed.Count == 1 && _added.Count == 1)
        {
            _pairs.Add((_removed[0], _added[0]));
            Forget();
        }
    }

    private static Dictionary<object, Branch> Unique(List<Branch> branches, Func<Branch, object?> key) => branches
        .Select(branch => (Branch: branch, Key: key(branch)))
        .Where(entry => entry.Key is not null)
        .GroupBy(entry => entry.Key!)
        .Where(group => group.Count() == 1)
        .ToDictionary(group => group.Key, group => group.Single().Branch);

    private void Forget()
    {
        var paired = _pairs.SelectMany(pair => new[] { pair.Before, pair.After }).ToHashSet(ReferenceEqualityComparer.Instance);
        _removed.RemoveAll(paired.Contains);
        _added.RemoveAll(paired.Contains);
    }
}
