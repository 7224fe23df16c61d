using Keyframe.Benchmarks.Worlds;

namespace Keyframe.Benchmarks.Tests;

public sealed class ConvergenceTests
{
    private readonly Progress<string> _nobody = new();

    [Fact]
    public async Task It_is_reached_when_as_many_different_objects_are_done()
    {
        var convergence = new Convergence(2, "done");
        convergence.Report("one", done: true);
        convergence.Report("one", done: true);
        Task<long> reached = convergence.ReachedAsync(_nobody, TestContext.Current.CancellationToken);
        Assert.False(reached.IsCompleted);

        convergence.Report("two", done: true);

        Assert.True(await reached > 0);
    }

    [Fact]
    public async Task An_object_that_is_no_longer_done_does_not_count()
    {
        var convergence = new Convergence(2, "done");
        convergence.Report("one", done: true);
        convergence.Report("one", done: false);
        convergence.Report("two", done: true);
        Task<long> reached = convergence.ReachedAsync(_nobody, TestContext.Current.CancellationToken);
        Assert.False(reached.IsCompleted);

        convergence.Report("one", done: true);

        await reached;
    }
}
