using Keyframe.Testing.Building;

namespace Keyframe.Testing.Tests.Building;

public sealed class BuildFoldersTests : IDisposable, IProgress<string>
{
    private readonly BuildFolders folders = new(Directory.CreateTempSubdirectory("keyframe-cache").FullName);
    private readonly TaskCompletionSource<string> told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folders.Root, recursive: true);

    void IProgress<string>.Report(string value) => told.TrySetResult(value);

    [Fact]
    public async Task Two_processes_do_not_build_at_once_and_the_second_says_that_it_waits()
    {
        IDisposable first = await folders.LockAsync(this, Token);
        Task<IDisposable> second = folders.LockAsync(this, Token);
        Assert.Contains("waiting", await told.Task.WaitAsync(Token), StringComparison.Ordinal);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second.WaitAsync(Token)).Dispose();
    }

    [Fact]
    public async Task The_rest_of_an_interrupted_build_is_removed_though_it_is_write_protected()
    {
        string locked = Path.Combine(folders.Work, "tools", "locked");
        Directory.CreateDirectory(locked);
        await File.WriteAllTextAsync(Path.Combine(locked, "file"), "", Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(locked, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await folders.ClearWorkAsync(Token);

        Assert.False(Directory.Exists(folders.Work));
    }

    [Fact]
    public async Task Binaries_that_are_there_are_used_and_nothing_is_built()
    {
        Directory.CreateDirectory(folders.Binaries);
        ControlPlaneBuild build = await ControlPlaneBuilder.EnsureAsync(folders, this, Token);
        Assert.False(build.Fresh);
        Assert.Equal(folders.Binaries, build.Folder);
        Assert.False(told.Task.IsCompleted);
    }

    [Fact]
    public void The_key_holds_version_and_revision_so_that_a_changed_recipe_builds_anew() =>
        Assert.Equal($"{BuildRecipe.KubernetesVersion}-r{BuildRecipe.Revision}", Path.GetFileName(folders.Binaries));
}
