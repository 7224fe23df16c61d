using System.Diagnostics;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Tests.Processes;

public sealed class CommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Output_error_and_exit_code_are_captured()
    {
        Command command = new("/bin/sh", "-c", "cat; echo problem >&2; exit 3") { Input = "text" };
        CommandResult result = await command.RunAsync(Token);
        Assert.Equal((3, "text", "problem\n"), (result.ExitCode, result.Output, result.Error));
        CommandFailedException failure = Assert.Throws<CommandFailedException>(result.EnsureSuccess);
        Assert.Contains("problem", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Much_output_and_much_input_do_not_block_each_other()
    {
        string input = new('x', 1 << 20);
        CommandResult result = await new Command("/bin/cat") { Input = input }.RunAsync(Token);
        Assert.Equal(input, result.EnsureSuccess().Output);
    }

    [Fact]
    public async Task A_program_that_ignores_its_input_is_no_error()
    {
        CommandResult result = await new Command("/bin/true") { Input = new string('x', 1 << 20) }.RunAsync(Token);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_missing_program_is_reported_with_what_to_do()
    {
        Command command = new("no-such-program-of-keyframe") { Remedy = "Get it from its makers." };
        CommandNotFoundException failure = await Assert.ThrowsAsync<CommandNotFoundException>(() => command.RunAsync(Token));
        Assert.Equal("no-such-program-of-keyframe", failure.Program);
        Assert.Contains("Get it from its makers.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_kills_the_program_and_its_children()
    {
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        string marker = Path.GetTempFileName();
        Command command = new("/bin/sh", "-c", "sleep 300 & echo $! > \"$1\"; wait", "sh", marker);
        Task<CommandResult> running = command.RunAsync(cancel.Token);
        await Eventually.HoldsAsync(async () => (await File.ReadAllTextAsync(marker, Token)).EndsWith('\n'), "the child started");
        int child = int.Parse(await File.ReadAllTextAsync(marker, Token), System.Globalization.CultureInfo.InvariantCulture);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Eventually.HoldsAsync(() => Task.FromResult(!IsRunning(child)), "the child ended");
        File.Delete(marker);
    }

    private static bool IsRunning(int pid)
    {
        try
        {
            using Process process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
