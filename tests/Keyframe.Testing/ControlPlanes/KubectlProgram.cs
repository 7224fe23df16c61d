using Keyframe.Testing.Building;
using Keyframe.Testing.Processes;

namespace Keyframe.Testing.ControlPlanes;

/// <summary>Finds a kubectl, so that a machine with nothing but .NET and apt can run tests and demo.</summary>
internal static class KubectlProgram
{
    /// <summary>Its path, or its bare name where there is none: running that fails with advice.</summary>
    public static async Task<string> FindAsync(ControlPlaneOptions options, IProgress<string> progress, CancellationToken cancellationToken)
    {
        const string Name = "kubectl";
        if (Kubectl.IsInstalled)
        {
            return Name;
        }

        return options.AssetsFolder is { } assets && File.Exists(Path.Combine(assets, Name))
            ? Path.Combine(assets, Name)
            : await DebianKubectl.EnsureAsync(progress, cancellationToken) ?? Name;
    }
}
