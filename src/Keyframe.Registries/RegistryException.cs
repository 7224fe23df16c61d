namespace Keyframe.Registries;

/// <summary>A registry did not give what was asked.</summary>
/// <param name="fault">Why.</param>
/// <param name="innerException">What was caught.</param>
public sealed class RegistryException(RegistryFault fault, Exception? innerException = null)
    : Exception($"{fault.Reason}: {fault.Message}", innerException)
{
    /// <summary>Why.</summary>
    public RegistryFault Fault { get; } = fault;
}
