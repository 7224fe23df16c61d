namespace Keyframe.Testing.Tests;

/// <summary>Waits for a real server: nothing there can be driven by a fake clock.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(
            TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        while (!await condition())
        {
            Assert.False(deadline.IsCancellationRequested, $"Not within {Patience.TotalSeconds:0} s: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }
}
