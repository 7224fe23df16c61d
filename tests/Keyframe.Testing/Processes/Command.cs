using System.ComponentModel;
using System.Diagnostics;

namespace Keyframe.Testing.Processes;

/// <summary>One program to run to its end, with its output captured.</summary>
internal sealed record Command(string Program, params string[] Arguments)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables on top of this process' own; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    public string? Input { get; init; }

    /// <summary>What to tell somebody who lacks the program.</summary>
    public string Remedy { get; init; } = "Install it, or put its folder on PATH.";

    /// <summary>The full path of <paramref name="program"/> on PATH, or null.</summary>
    public static string? Find(string program) =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
            .FirstOrDefault(File.Exists);

    public override string ToString() => string.Join(' ', [Program, .. Arguments]);

    /// <summary>Runs to the end; on cancellation the program and its children are killed.</summary>
    /// <exception cref="CommandNotFoundException">The program does not exist.</exception>
    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken)
    {
        using Process process = Start();
        try
        {
            // Both pipes are read while input is written, or a chatty program and its writer would wait for each other.
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await WriteInputAsync(process, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult(ToString(), process.ExitCode, await output, await error);
        }
        finally
        {
            KillTree(process);
        }
    }

    private static void KillTree(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It ended between the question and the kill.
        }
    }

    private Process Start()
    {
        ProcessStartInfo start = new(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingDirectory ?? "",
        };
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start) ?? throw new CommandNotFoundException(Program, Remedy);
        }
        catch (Win32Exception exception)
        {
            throw new CommandNotFoundException(Program, Remedy, exception);
        }
    }

    private async Task WriteInputAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(Input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input; its exit code tells the story.
        }
    }
}
