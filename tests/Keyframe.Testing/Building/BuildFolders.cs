using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Building;

/// <summary>
/// Where binaries, logs and the work of a build in progress live: <c>$XDG_CACHE_HOME/keyframe/control-plane</c>.
/// </summary>
internal sealed record BuildFolders(string Root)
{
    /// <summary>The finished binaries; exists only whole.</summary>
    public string Binaries => Path.Combine(Root, BuildRecipe.Key);

    public string Logs => Path.Combine(Root, BuildRecipe.Key + ".logs");

    /// <summary>Beside the binaries, so that the last step is one rename in one file system.</summary>
    public string Work => Path.Combine(Root, BuildRecipe.Key + ".building");

    public string LockFile => Path.Combine(Root, BuildRecipe.Key + ".lock");

    public static BuildFolders Default
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            // The specification says to ignore relative paths.
            string root = cache is { Length: > 0 } && Path.IsPathRooted(cache)
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return new BuildFolders(Path.Combine(root, "keyframe", "control-plane"));
        }
    }

    /// <summary>Waits until no other process builds, and keeps others out until disposed or dead.</summary>
    public async Task<IDisposable> LockAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Root);
        for (bool told = false; ; told = true)
        {
            try
            {
                return new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(LockFile))
            {
                if (!told)
                {
                    progress.Report("Another process is building the control plane; waiting for it.");
                }

                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }

    /// <summary>Removes the rest of an interrupted build.</summary>
    public async Task ClearWorkAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(Work))
        {
            // Not Directory.Delete: trees of packages hold folders without write permission.
            await new Command("chmod", "-R", "u+w", Work).RunAsync(cancellationToken);
            Directory.Delete(Work, recursive: true);
        }
    }
}
