namespace Keyframe.Core.ResponseFormats;

/// <summary>
/// Finds which branch became which. Any matching is sound, since pairs are compared; a poor one only tells of more changes than
/// there are.
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

    /// <summary>Pairs what says the same: branches of one side with the same key are one branch.</summary>
    /// <param name="key">The key; null for none.</param>
    public void MatchSame(Func<Branch, object?> key) => Match(key, isSame: true);

    /// <summary>Pairs what has the same key, where that key is the only one of its kind on both sides.</summary>
    /// <param name="key">The key; null for none.</param>
    public void MatchSimilar(Func<Branch, object?> key) => Match(key, isSame: false);

    /// <summary>Pairs what is left over, where it is one on each side.</summary>
    public void MatchLast()
    {
        if (_removed.Count == 1 && _added.Count == 1)
        {
            _pairs.Add((_removed[0], _added[0]));
            _removed.Clear();
            _added.Clear();
        }
    }

    private static Dictionary<object, List<Branch>> ByKey(List<Branch> branches, Func<Branch, object?> key) => branches
        .Select(branch => (Branch: branch, Key: key(branch)))
        .Where(entry => entry.Key is not null)
        .GroupBy(entry => entry.Key!, entry => entry.Branch)
        .ToDictionary(group => group.Key, group => group.ToList());

    private void Match(Func<Branch, object?> key, bool isSame)
    {
        var paired = new HashSet<Branch>(ReferenceEqualityComparer.Instance);
        var olds = ByKey(_removed, key);
        foreach (var (name, branches) in ByKey(_added, key))
        {
            if (olds.TryGetValue(name, out var old) && (isSame || (old.Count == 1 && branches.Count == 1)))
            {
                _pairs.Add((old[0], branches[0]));
                paired.UnionWith(old.Concat(branches));
            }
        }

        _removed.RemoveAll(paired.Contains);
        _added.RemoveAll(paired.Contains);
    }
}
