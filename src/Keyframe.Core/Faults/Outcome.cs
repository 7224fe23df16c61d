using System.Diagnostics.CodeAnalysis;

namespace Keyframe.Core.Faults;

/// <summary>A value, or the fault for which there is none. Bad input is an answer of the domain, not an exception.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class Outcome<T>
{
    private readonly T? value;

    internal Outcome(T value) => this.value = value;

    internal Outcome(Fault fault) => Fault = fault;

    /// <summary>Why there is no value; null when there is one.</summary>
    public Fault? Fault { get; }

    /// <summary>Takes the value or the fault.</summary>
    /// <param name="result">The value, when there is one.</param>
    /// <param name="fault">The fault, when there is no value.</param>
    /// <returns>Whether there is a value.</returns>
    public bool TryGet([MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out Fault? fault)
    {
        result = value;
        fault = Fault;
        return fault is null;
    }
}
