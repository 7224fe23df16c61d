using Keyframe.Core.Prompts.Jinja;

namespace Keyframe.Core.Prompts;

/// <summary>
/// A guess at the variables of a Jinja2 template, for advice: the root names of its expressions (<c>user</c> of
/// <c>{{ user.name | upper }}</c>), also in <c>if</c>, <c>for</c>, <c>set</c> and <c>with</c>, less the names that the template
/// itself binds anywhere. Scopes, imports and macros' own parameters are beyond a guess. It never fails: what does not parse is
/// skipped.
/// </summary>
internal static class JinjaVariables
{
    private const int MaxNameLength = 128;
    private const int MaxVariables = 1024;

    public static IReadOnlyList<string> Guess(IEnumerable<Passage> passages)
    {
        var used = new SortedSet<string>(StringComparer.Ordinal);
        var bound = new HashSet<string>(StringComparer.Ordinal);
        foreach (var block in passages.SelectMany(passage => JinjaBlock.Find(passage.Text)))
        {
            JinjaNames.Collect(block, used, bound);
        }

        used.ExceptWith(bound);
        return [.. used.Where(name => name.Length <= MaxNameLength).Take(MaxVariables)];
    }
}
