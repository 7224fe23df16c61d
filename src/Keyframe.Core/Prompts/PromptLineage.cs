using Keyframe.Api.PromptVersions;

namespace Keyframe.Core.Prompts;

/// <summary>What is known of the parent that a PromptVersion names.</summary>
/// <param name="Parent">The parent; null where it does not exist.</param>
/// <param name="IsCycle">Whether the ancestors lead back to the PromptVersion itself.</param>
public sealed record PromptLineage(PromptVersion? Parent, bool IsCycle)
{
    /// <summary>How many ancestors are followed at most; a longer line counts as whole.</summary>
    private const int MaxDepth = 1_000;

    /// <summary>Follows the ancestors of a PromptVersion.</summary>
    /// <param name="prompt">The PromptVersion.</param>
    /// <param name="find">Finds a PromptVersion of its namespace by name; null where there is none.</param>
    /// <returns>The lineage; null where it names no parent.</returns>
    public static PromptLineage? Of(PromptVersion prompt, Func<string, PromptVersion?> find)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(find);
        if (prompt.Spec.Parent is not { } name)
        {
            return null;
        }

        var parent = find(name);
        var ancestor = parent;
        for (var depth = 0; ancestor is not null && depth < MaxDepth; depth++)
        {
            if (ancestor.Metadata.Name == prompt.Metadata.Name)
            {
                return new PromptLineage(parent, IsCycle: true);
            }

            ancestor = ancestor.Spec.Parent is { } next ? find(next) : null;
        }

        return new PromptLineage(parent, IsCycle: false);
    }
}
