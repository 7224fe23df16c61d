using Keyframe.Core.Faults;

namespace Keyframe.Core.Registries;

/// <summary>Why a registry as a whole could not be looked at.</summary>
/// <param name="Fault">Why, and what to do.</param>
/// <param name="IsTransient">Whether it passes by itself, sooner or later.</param>
public sealed record RegistryFailure(Fault Fault, bool IsTransient);
