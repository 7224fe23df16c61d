using Keyframe.Testing.Processes;

namespace Keyframe.Testing.Building;

/// <summary>
/// One suite of the Debian archive, read through a private apt configuration: own source list, lists and cache, so that
/// neither root nor any change of the machine's own configuration is needed. Proxies and the like still apply.
/// </summary>
internal sealed class DebianArchive
{
    /// <summary>Variable that names a Debian mirror, where apt's own configuration names none (on Ubuntu).</summary>
    public const string MirrorVariable = "KEYFRAME_DEBIAN_MIRROR";

    private static readonly string[] Keyrings =
        ["/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp"];

    private static readonly string[] Programs = ["apt-get", "dpkg-deb", "tar"];
    private static readonly string[] SourceTypes = ["deb", "deb-src"];

    private readonly string folder;
    private readonly string configuration;

    private DebianArchive(string folder, string configuration)
    {
        this.folder = folder;
        this.configuration = configuration;
    }

    private static string? Keyring => Keyrings.FirstOrDefault(File.Exists);

    /// <summary>Null when this machine can use the archive, else what it lacks.</summary>
    public static async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        string[] missing = [.. Programs.Where(program => Command.Find(program) is null)];
        if (missing.Length > 0)
        {
            return $"this is no Debian or Ubuntu: {string.Join(", ", missing)} not found";
        }

        if (Keyring is null)
        {
            return "Debian's signing keys are missing (apt-get install debian-archive-keyring)";
        }

        return await MirrorAsync(cancellationToken) is null
            ? $"apt's configuration names no Debian mirror; name one in {MirrorVariable}"
            : null;
    }

    /// <summary>The mirror from the environment, else the first one of Debian itself in apt's own configuration.</summary>
    public static async Task<string?> MirrorAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(MirrorVariable) is { Length: > 0 } named)
        {
            return named;
        }

        Command command = new("apt-get", "indextargets", "--format", "$(ORIGIN)|$(LABEL)|$(REPO_URI)", "Created-By: Packages");
        CommandResult targets = await command.RunAsync(cancellationToken);
        return ChooseMirror(targets.Output);
    }

    /// <summary>Chooses from lines of origin, label and address; origin and label are empty before the first update.</summary>
    internal static string? ChooseMirror(string targets)
    {
        string[][] lines =
        [
            .. targets.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split('|')).Where(parts => parts.Length == 3),
        ];
        string[]? chosen = lines.FirstOrDefault(parts => parts is ["Debian", "Debian", _])
            ?? lines.FirstOrDefault(parts => parts is ["", _, var address] && EndsWithDebian(address));
        return chosen?[2];
    }

    /// <summary>Writes the private configuration into <paramref name="folder"/>.</summary>
    public static DebianArchive Create(string folder, string mirror, string suite)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(folder, "archives", "partial"));
        Directory.CreateDirectory(Path.Combine(folder, "none"));

        string sources = Path.Combine(folder, "sources.list");
        File.WriteAllLines(sources, SourceTypes.Select(type => $"{type} [signed-by={Keyring}] {mirror} {suite} main"));
        string configuration = Path.Combine(folder, "apt.conf");
        // Hooks and extra indexes of the machine are for the machine's own lists; sandboxing as another user would need
        // a folder that this user can read.
        File.WriteAllText(configuration, $"""
            Dir::State "{folder}";
            Dir::State::lists "{folder}/lists";
            Dir::Cache "{folder}";
            Dir::Cache::archives "{folder}/archives";
            Dir::Etc::sourcelist "{sources}";
            Dir::Etc::sourceparts "{folder}/none";
            Dir::Etc::preferences "/dev/null";
            Dir::Etc::preferencesparts "{folder}/none";
            APT::Sandbox::User "root";
            Acquire::Languages "none";
            Acquire::Retries "3";
            #clear APT::Update::Pre-Invoke;
            #clear APT::Update::Post-Invoke;
            #clear APT::Update::Post-Invoke-Success;
            #clear Acquire::IndexTargets::deb::DEP-11;
            #clear Acquire::IndexTargets::deb::DEP-11-icons;
            #clear Acquire::IndexTargets::deb::DEP-11-icons-hidpi;
            """);
        return new DebianArchive(folder, configuration);
    }

    /// <summary>Fetches and verifies the package lists.</summary>
    public Task UpdateAsync(string log, CancellationToken cancellationToken) =>
        AptGetAsync(["update", "--option", "APT::Update::Error-Mode=any"], log, cancellationToken);

    /// <summary>Downloads binary packages, without installing, and unpacks them all into one tree.</summary>
    public async Task UnpackPackagesAsync(
        IReadOnlyList<string> packages, string target, string log, CancellationToken cancellationToken)
    {
        foreach (string package in Directory.EnumerateFiles(folder, "*.deb"))
        {
            await new Command("dpkg-deb", "--extract", package, target).RunLoggedAsync(log, cancellationToken);
        }

        string[] present = [.. Directory.EnumerateFiles(folder, "*.deb").Select(file => Path.GetFileName(file).Split('_')[0])];
        if (packages.Except(present).ToArray() is { Length: > 0 } missing)
        {
            throw new InvalidOperationException($"Not downloaded: {string.Join(", ", missing)}.");
        }
    }

    /// <summary>Downloads a source package and binary packages; apt checks their hashes against the signed lists.</summary>
    public async Task DownloadAsync(
        string source, IReadOnlyList<string> packages, string log, CancellationToken cancellationToken)
    {
        await DownloadAsync(packages, log, cancellationToken);
        await AptGetAsync(["source", "--download-only", "--only-source", source], log, cancellationToken);
    }

    /// <summary>Downloads binary packages; apt checks their hashes against the signed lists.</summary>
    public Task DownloadAsync(IReadOnlyList<string> packages, string log, CancellationToken cancellationToken) =>
        AptGetAsync(["download", .. packages], log, cancellationToken);

    /// <summary>Unpacks the upstream part of a downloaded source package into <paramref name="target"/>, which is made.</summary>
    public async Task UnpackSourceAsync(string target, string log, CancellationToken cancellationToken)
    {
        string[] archives = Directory.GetFiles(folder, "*.orig.tar.*");
        if (archives.Length != 1)
        {
            throw new InvalidOperationException($"Expected one upstream archive in {folder}, found {archives.Length}.");
        }

        Directory.CreateDirectory(target);
        Command unpack = new(
            "tar", "--extract", "--file", archives[0], "--directory", target, "--strip-components=1", "--no-same-owner");
        await unpack.RunLoggedAsync(log, cancellationToken);
    }

    private static bool EndsWithDebian(string address) => address.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal);

    private Task AptGetAsync(IReadOnlyList<string> arguments, string log, CancellationToken cancellationToken) =>
        new Command("apt-get", ["--config-file", configuration, "--quiet", .. arguments])
        {
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C", ["DEBIAN_FRONTEND"] = "noninteractive" },
        }.RunLoggedAsync(log, cancellationToken);
}
