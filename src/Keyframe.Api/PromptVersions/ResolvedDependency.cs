namespace Keyframe.Api.PromptVersions;

/// <summary>A prompt that another prompt is composed of, as its registry resolved it.</summary>
public sealed record ResolvedDependency
{
    /// <summary>Its name.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The number of its version.</summary>
    public string Version { get => field ?? ""; init; }

    /// <summary>The id of that version's row.</summary>
    public string Id { get => field ?? ""; init; }
}
