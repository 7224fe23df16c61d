using System.Collections.Frozen;

namespace Keyframe.Core.Injection;

/// <summary>
/// Judges mount paths. The API server accepts any non-empty path, also <c>/etc</c> and <c>/a/../b</c>; the CRD's CEL rules refuse
/// them from Kubernetes 1.25 on, and this is the same judgement for older servers.
/// </summary>
public static class MountPath
{
    private static readonly FrozenSet<string> System = FrozenSet.Create(
        StringComparer.Ordinal,
        "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp",
        "/usr", "/var", "/var/run", "/var/run/secrets", "/run/secrets");

    private static readonly string[] SystemTrees = ["/proc/", "/sys/", "/dev/", "/var/run/secrets/", "/run/secrets/"];

    /// <summary>What is wrong with a mount path, in words, or null.</summary>
    /// <param name="path">The path.</param>
    public static string? FaultOf(string path)
    {
        if (path.Length is < 2 or > 512 || path[0] != '/' || path[^1] == '/' || path.Contains("//", StringComparison.Ordinal)
            || path.Contains(':', StringComparison.Ordinal))
        {
            return $"mountPath \"{path}\" must be absolute, such as /etc/keyframe, without ':', '//' or a trailing '/'";
        }

        if (path.Split('/').Any(part => part is "." or ".."))
        {
            return $"mountPath \"{path}\" must not contain '.' or '..' segments";
        }

        if (System.Contains(path))
        {
            return $"mountPath \"{path}\" would hide a system directory of the container; "
                + "use a directory of its own, such as /etc/keyframe";
        }

        return SystemTrees.Any(tree => path.StartsWith(tree, StringComparison.Ordinal))
            ? $"mountPath \"{path}\" must not lie in /proc, /sys, /dev or the directory of ServiceAccount tokens"
            : null;
    }

    /// <summary>Whether one path is the other or lies inside it.</summary>
    /// <param name="one">A path.</param>
    /// <param name="other">Another path.</param>
    public static bool Overlap(string one, string other)
    {
        string a = one.TrimEnd('/') + '/';
        string b = other.TrimEnd('/') + '/';
        return a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal);
    }
}
