namespace Keyframe.Registries.Tests;

/// <summary>Reads what surveys saw.</summary>
internal static class Sightings
{
    public static RegistryPrompt Found(Sighting sighting) => Assert.IsType<Sighting.Found>(sighting).Prompt;

    public static RegistryFault Failed(Sighting sighting) => Assert.IsType<Sighting.Failed>(sighting).Fault;

    /// <summary>The number of the version that was found, the reason of what failed, or <c>unchanged</c>.</summary>
    public static string Outcome(Sighting sighting) => sighting switch
    {
        Sighting.Found found => found.Prompt.Version,
        Sighting.Failed failed => failed.Fault.Reason,
        _ => "unchanged",
    };
}
