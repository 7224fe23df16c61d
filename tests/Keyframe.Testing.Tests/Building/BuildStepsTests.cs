using Keyframe.Testing.Building;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Testing.Tests.Building;

public sealed class BuildStepsTests : IDisposable, IProgress<string>
{
    private readonly string logs = Directory.CreateTempSubdirectory("keyframe-logs").FullName;
    private readonly FakeTimeProvider clock = new();
    private readonly List<string> lines = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(logs, recursive: true);

    void IProgress<string>.Report(string value) => lines.Add(value);

    [Fact]
    public async Task Each_step_says_where_it_is_what_it_does_and_how_long_it_took()
    {
        BuildSteps steps = new(2, logs, this, clock);
        await steps.RunAsync("Unpacking", "seconds", "", Taking(1.5), Token);
        await steps.RunAsync("Compiling", "minutes", "", Taking(90), Token);
        Assert.Equal(
            [
                "[1/2] Unpacking (seconds)", "[1/2] done in 1.5 s, 1.5 s in all",
                "[2/2] Compiling (minutes)", "[2/2] done in 1 min 30 s, 1 min 31 s in all",
            ],
            lines);
    }

    [Fact]
    public async Task A_long_step_says_every_half_minute_that_it_lives()
    {
        TaskCompletionSource work = new();
        Task step = new BuildSteps(1, logs, this, clock).RunAsync("Compiling", "minutes", "", (_, _) => work.Task, Token);
        clock.Advance(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => Task.FromResult(lines.Count == 2), "a line of life");
        work.SetResult();
        await step;
        Assert.Equal("[1/1] … still compiling, 30.0 s (minutes)", lines[1]);
    }

    [Fact]
    public async Task A_failure_names_the_step_its_log_and_what_to_do()
    {
        BuildSteps steps = new(3, logs, this, clock);
        ControlPlaneBuildException failure = await Assert.ThrowsAsync<ControlPlaneBuildException>(() => steps.RunAsync(
            "Downloading",
            "seconds",
            "check the mirror.",
            async (log, token) =>
            {
                await File.WriteAllTextAsync(log, "404", token);
                throw new InvalidOperationException("apt-get ended with 100");
            },
            Token));
        Assert.Contains("step 1 of 3, \"Downloading\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get ended with 100", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(logs, "01.log"), failure.Message, StringComparison.Ordinal);
        Assert.Contains("What to do: check the mirror.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_step_is_cancelled_and_not_failed()
    {
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task step = new BuildSteps(1, logs, this, clock).RunAsync(
            "Compiling", "minutes", "", (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, token), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => step);
    }

    private Func<string, CancellationToken, Task> Taking(double seconds) => (_, _) =>
    {
        clock.Advance(TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    };
}
