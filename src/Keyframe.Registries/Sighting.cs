namespace Keyframe.Registries;

/// <summary>What a survey saw of one version or alias.</summary>
public abstract record Sighting
{
    private Sighting()
    {
    }

    /// <summary>The registry has not changed anything about it since the cursor.</summary>
    public sealed record Unchanged : Sighting;

    /// <summary>It is there.</summary>
    /// <param name="Prompt">As it is now.</param>
    public sealed record Found(RegistryPrompt Prompt) : Sighting;

    /// <summary>It is not there, or cannot be read as a prompt.</summary>
    /// <param name="Fault">Why.</param>
    public sealed record Failed(RegistryFault Fault) : Sighting;
}
