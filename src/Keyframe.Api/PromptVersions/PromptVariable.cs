using Keyframe.Api.Schema;

namespace Keyframe.Api.PromptVersions;

/// <summary>A variable that the application supplies when it renders the template.</summary>
public sealed record PromptVariable
{
    /// <summary>The name as the template spells it; dotted names address members.</summary>
    [Required]
    [Bounds(1, 128)]
    [Pattern(@"^[^\s{}]+$")]
    public string Name { get => field ?? ""; init; }

    /// <summary>Whether the application must always supply it. Default: true.</summary>
    [Default("true")]
    public bool Required { get; set; } = true;

    /// <summary>What it holds, for the application's author.</summary>
    [Bounds(0, 1024)]
    public string? Description { get; init; }
}
