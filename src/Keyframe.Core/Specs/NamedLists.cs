using System.Globalization;
using Keyframe.Api.Conditions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;

namespace Keyframe.Core.Specs;

/// <summary>What the schema promises of lists keyed by name, checked again: objects may come from an older schema.</summary>
internal static class NamedLists
{
    /// <summary>Finds a missing item, an item without a name, or a name given twice.</summary>
    public static Fault? Check<T>(IReadOnlyList<T>? list, Func<T, string> name, string path)
        where T : class
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < (list?.Count ?? 0); i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (list![i] is not { } item || string.IsNullOrEmpty(name(item)))
            {
                return new Fault(Reasons.InvalidSpec, $"{at} has no name; give it one, or remove it.");
            }

            if (!seen.Add(name(item)))
            {
                return new Fault(
                    Reasons.InvalidSpec,
                    $"{at} repeats the name {CanonicalText.Quote(name(item))}; names must be unique in {path}.");
            }
        }

        return null;
    }
}
