using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class InFlightTests
{
    [Fact]
    public async Task Of_50_questions_at_once_two_are_under_way()
    {
        int now = 0;
        int most = 0;
        var two = new TaskCompletionSource();
        await using LoopbackServer server = LoopbackServer.Start(async exchange =>
        {
            int inFlight = Interlocked.Increment(ref now);
            InterlockedMax(ref most, inFlight);
            if (inFlight == 2)
            {
                two.TrySetResult();
            }

            await two.Task;
            await Task.Yield();
            Interlocked.Decrement(ref now);
            await exchange.AnswerAsync("{}");
        });
        using RegistryHttp http = Client.Of(server).Open();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => http.JsonAsync($"ask?{i}")));

        Assert.Equal(2, most);
        Assert.Equal(50, server.Requests.Distinct().Count());
        Assert.InRange(server.Connections, 1, 2);
    }

    [Fact]
    public async Task Waiting_for_ones_turn_takes_nothing_from_the_15_seconds()
    {
        var clock = new PauseClock();
        SemaphoreSlim arrived = new(0);
        SemaphoreSlim answered = new(0);
        await using LoopbackServer server = LoopbackServer.Start(async exchange =>
        {
            arrived.Release();
            await answered.WaitAsync(exchange.Stopped);
            await exchange.AnswerAsync("{}");
        });
        using RegistryHttp http = (Client.Of(server) with { Clock = clock }).Open();

        Task[] first = [http.JsonAsync(), http.JsonAsync()];
        await ArriveAsync(2);
        Task third = http.JsonAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        answered.Release(2);
        await Task.WhenAll(first);
        await ArriveAsync(1);
        clock.Advance(TimeSpan.FromSeconds(10));
        answered.Release();
        await third;

        async Task ArriveAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await arrived.WaitAsync(TestContext.Current.CancellationToken).Soon();
            }
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
            // Somebody else raised it.
        }
    }
}
