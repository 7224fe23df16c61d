using System.Globalization;
using Keyframe.Api.Conditions;
using Keyframe.Api.PromptVersions;
using Keyframe.Core.Canonical;
using Keyframe.Core.Faults;

namespace Keyframe.Core.Prompts;

/// <summary>Holds the variables of a template against those that its spec declares.</summary>
internal static class VariableCheck
{
    // A message names all in any real prompt; a hostile one must not outgrow the condition.
    private const int NameBudget = 4_000;

    /// <summary>The fault of a template that does not use exactly the declared variables, if any are declared.</summary>
    public static Fault? Check(IReadOnlyList<string> used, IReadOnlyList<PromptVariable>? declared)
    {
        var (undeclared, unused) = Compare(used, declared);
        return (undeclared.Count, unused.Count) switch
        {
            (0, 0) => null,
            (0, _) => new Fault(
                Reasons.UnusedVariable,
                $"spec.variables declares {Names(unused)}, which the template does not use; make them agree in a new version."),
            (_, 0) => new Fault(
                Reasons.UndeclaredVariable,
                $"the template uses {Names(undeclared)}, which spec.variables does not declare; make them agree in a new "
                    + "version."),
            _ => new Fault(
                Reasons.UndeclaredVariable,
                $"the template uses {Names(undeclared)}, which spec.variables does not declare, and does not use "
                    + $"{Names(unused)}, which it declares; make them agree in a new version."),
        };
    }

    /// <summary>The same as advice, where the use of variables is only guessed.</summary>
    public static string? Advise(IReadOnlyList<string> guessed, IReadOnlyList<PromptVariable>? declared)
    {
        var (undeclared, unused) = Compare(guessed, declared);
        var seems = (undeclared.Count, unused.Count) switch
        {
            (0, 0) => null,
            (0, _) => $"spec.variables declares {Names(unused)}, which the template does not seem to use",
            (_, 0) => $"the template seems to use {Names(undeclared)}, which spec.variables does not declare",
            _ => $"the template seems to use {Names(undeclared)}, which spec.variables does not declare, and not to use "
                + $"{Names(unused)}, which it declares",
        };
        return seems is null ? null : $"{seems}; variables of Jinja2 templates are guessed, so this is advice: check the names.";
    }

    private static (List<string> Undeclared, List<string> Unused) Compare(
        IReadOnlyList<string> used, IReadOnlyList<PromptVariable>? declared)
    {
        if (declared is null)
        {
            return ([], []);
        }

        var names = declared.Select(variable => variable.Name).ToHashSet(StringComparer.Ordinal);
        var undeclared = used.Where(name => !names.Contains(name)).ToList();
        names.ExceptWith(used);
        return (undeclared, [.. names.Order(StringComparer.Ordinal)]);
    }

    private static string Names(List<string> names)
    {
        var shown = new List<string>();
        var length = 0;
        foreach (var name in names.Select(CanonicalText.Quote).TakeWhile(name => length + name.Length <= NameBudget))
        {
            shown.Add(name);
            length += name.Length;
        }

        var rest = names.Count - shown.Count;
        return string.Join(", ", shown) + (rest == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" and {rest} more"));
    }
}
