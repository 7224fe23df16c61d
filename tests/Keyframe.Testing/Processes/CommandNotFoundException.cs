namespace Keyframe.Testing.Processes;

/// <summary>A program that a test needs is not installed; the message says how to get it.</summary>
public sealed class CommandNotFoundException(string program, string remedy, Exception? inner = null)
    : Exception($"`{program}` was not found on PATH. {remedy}", inner)
{
    /// <summary>The program that was looked for.</summary>
    public string Program { get; } = program;
}
