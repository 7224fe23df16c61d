using Keyframe.Api.Schema;

namespace Keyframe.Api.Deployments;

/// <summary>How the snapshot gets into the pods.</summary>
public sealed record InjectionSpec
{
    /// <summary>
    /// The containers that read the snapshot. Default: the one that the template's annotation
    /// kubectl.kubernetes.io/default-container names, else the first.
    /// </summary>
    [Bounds(1, 16, MaximumValueLength = 63)]
    public IReadOnlyList<string>? Containers { get; init; }

    /// <summary>
    /// The directory where the snapshot is mounted, read-only. Absolute, without '..', ':' or a trailing '/', not a system
    /// directory and not inside another mount of the container. Default: /etc/keyframe.
    /// </summary>
    [Default("\"/etc/keyframe\"")]
    [Bounds(2, 512)]
    [CelRule("self.startsWith('/') && !self.endsWith('/') && !self.contains('//') && !self.contains(':')",
        "mountPath must be absolute, such as /etc/keyframe, without ':', '//' or a trailing '/'")]
    [CelRule("!self.split('/').exists(part, part == '..' || part == '.')", "mountPath must not contain '.' or '..' segments")]
    [CelRule("!(self in ['/bin', '/boot', '/dev', '/etc', '/home', '/lib', '/lib64', '/opt', '/proc', '/root', '/run', '/sbin', "
        + "'/srv', '/sys', '/tmp', '/usr', '/var', '/var/run', '/var/run/secrets', '/run/secrets'])",
        "mountPath would hide a system directory of the container: use a directory of its own, such as /etc/keyframe")]
    [CelRule("!self.startsWith('/proc/') && !self.startsWith('/sys/') && !self.startsWith('/dev/') "
        + "&& !self.startsWith('/var/run/secrets/') && !self.startsWith('/run/secrets/')",
        "mountPath must not lie in /proc, /sys, /dev or the directory of ServiceAccount tokens")]
    public string? MountPath { get; init; }
}
