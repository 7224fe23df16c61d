using System.Globalization;

namespace Keyframe.Testing.Building;

/// <summary>Runs the steps of a build one after the other, says which and how long, and turns a failure into advice.</summary>
internal sealed class BuildSteps(int count, string logs, IProgress<string> progress, TimeProvider clock)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);
    private readonly long started = clock.GetTimestamp();
    private int number;

    /// <summary>One step.</summary>
    /// <param name="title">What it does: "Compiling kube-apiserver".</param>
    /// <param name="typical">How long that takes: "about three minutes on two cores".</param>
    /// <param name="advice">What to do when it fails.</param>
    /// <param name="action">Gets the log file to append to.</param>
    /// <param name="cancellationToken">Ends the step.</param>
    /// <exception cref="ControlPlaneBuildException">The action failed.</exception>
    public async Task RunAsync(
        string title,
        string typical,
        string advice,
        Func<string, CancellationToken, Task> action,
        CancellationToken cancellationToken)
    {
        string position = string.Create(CultureInfo.InvariantCulture, $"[{++number}/{count}]");
        string log = Path.Combine(logs, string.Create(CultureInfo.InvariantCulture, $"{number:00}.log"));
        long begun = clock.GetTimestamp();
        progress.Report($"{position} {title} ({typical})");
        try
        {
            Task work = action(log, cancellationToken);
            while (await Task.WhenAny(work, Task.Delay(Heartbeat, clock, cancellationToken)) != work
                && !cancellationToken.IsCancellationRequested)
            {
                string doing = char.ToLowerInvariant(title[0]) + title[1..];
                progress.Report($"{position} … still {doing}, {Elapsed(begun)} ({typical})");
            }

            await work;
            progress.Report($"{position} done in {Elapsed(begun)}, {Elapsed(started)} in all");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ControlPlaneBuildException(
                $"""
                Building the control plane failed at step {number} of {count}, "{title}", after {Elapsed(begun)}:
                {exception.Message}
                The whole log: {(File.Exists(log) ? log : "(none was written)")}
                What to do: {advice}
                """,
                exception);
        }
    }

    private string Elapsed(long since)
    {
        TimeSpan elapsed = clock.GetElapsedTime(since);
        return elapsed < TimeSpan.FromMinutes(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalMinutes} min {elapsed.Seconds} s");
    }
}
