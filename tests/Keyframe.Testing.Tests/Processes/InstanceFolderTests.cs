using System.Diagnostics;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Tests.Processes;

public sealed class InstanceFolderTests : IDisposable
{
    // A server whose command line names the folder that it is given, as those of a control plane do.
    private const string Script = "echo started; while :; do sleep 0.1; done";
    private readonly string root = Directory.CreateTempSubdirectory("keyframe-folders").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Dispose_kills_what_still_runs_and_removes_the_folder()
    {
        InstanceFolder folder = InstanceFolder.Create(root);
        using ServerProcess server = await StartServerAsync(folder, folder.Path);

        await folder.DisposeAsync();

        await Eventually.HoldsAsync(() => Task.FromResult(server.HasExited), "the guard killed the server");
        Assert.False(Directory.Exists(folder.Path));
    }

    [Fact]
    public async Task A_process_that_is_not_ours_is_left_alone_though_its_id_is_known()
    {
        InstanceFolder folder = InstanceFolder.Create(root);
        using ServerProcess other = await StartServerAsync(folder, "elsewhere", logFolder: root);

        await folder.DisposeAsync();

        Assert.False(other.HasExited);
        await other.KillAsync(Token);
    }

    [Fact]
    public async Task A_sweep_ends_what_an_ended_process_left_behind()
    {
        InstanceFolder folder = InstanceFolder.Create(root);
        using ServerProcess server = await StartServerAsync(folder, folder.Path);
        File.Copy(EndedProcess(), Path.Combine(folder.Path, "owner"), overwrite: true);

        InstanceFolder.Sweep(root);

        await Eventually.HoldsAsync(() => Task.FromResult(server.HasExited), "the sweep killed the server");
        Assert.False(Directory.Exists(folder.Path));
        await folder.DisposeAsync();
    }

    [Fact]
    public async Task A_sweep_leaves_what_belongs_to_a_living_process()
    {
        await using InstanceFolder folder = InstanceFolder.Create(root);
        using ServerProcess server = await StartServerAsync(folder, folder.Path);

        InstanceFolder.Sweep(root);

        Assert.False(server.HasExited);
        Assert.True(Directory.Exists(folder.Path));
    }

    [Fact]
    public async Task The_end_of_the_log_is_at_hand()
    {
        await using InstanceFolder folder = InstanceFolder.Create(root);
        string log = Path.Combine(folder.Path, "server.log");
        using ServerProcess server = ServerProcess.Start(
            folder, "server", log, "/bin/sh", ["-c", "echo one; echo two >&2; echo three; exit 3"]);
        await Eventually.HoldsAsync(() => Task.FromResult(server.HasExited), "the server ended");
        Assert.Equal(3, server.ExitCode);
        Assert.Equal($"two{Environment.NewLine}three", server.LogTail(2));
    }

    private static async Task<ServerProcess> StartServerAsync(InstanceFolder folder, string argument, string? logFolder = null)
    {
        string log = Path.Combine(logFolder ?? folder.Path, "server.log");
        ServerProcess server = ServerProcess.Start(folder, "server", log, "/bin/sh", ["-c", Script, "server", argument]);
        await Eventually.HoldsAsync(() => Task.FromResult(server.LogTail(1) == "started"), "the server started");
        return server;
    }

    private string EndedProcess()
    {
        using Process process = Process.Start("/bin/true");
        string path = Path.Combine(root, "ended");
        new ProcessIdentity(process.Id, DateTimeOffset.UtcNow).Write(path);
        process.WaitForExit();
        return path;
    }
}
