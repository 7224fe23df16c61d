namespace Keyframe.Runtime.Tests;

/// <summary>Waits for what another thread is about to do; fails after 10 s.</summary>
internal static class Eventually
{
    public static async Task HoldsAsync(Func<bool> condition, string what = "the condition")
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{what} did not come to hold");
            await Task.Yield();
        }
    }

    public static Task<T> Soon<T>(this Task<T> task) =>
        task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) =>
        task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    /// <summary>The result of what must have completed by now, without waiting for it.</summary>
    public static T Now<T>(this Task<T> task)
    {
        Assert.True(task.IsCompletedSuccessfully, "it has not completed");
        return task.GetAwaiter().GetResult();
    }
}
