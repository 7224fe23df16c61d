using System.Reflection;

namespace Keyframe.Registries.Http;

/// <summary>Who asks, for the logs of the registry.</summary>
internal static class UserAgent
{
    /// <summary>Such as <c>keyframe/0.1.0</c>.</summary>
    public static string Value { get; } = $"keyframe/{Version()}";

    private static string Version() => typeof(UserAgent).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
