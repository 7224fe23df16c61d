using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Logging;

/// <summary>The names of log levels, as the setting log-level spells them.</summary>
internal static class LevelName
{
    /// <summary>The name of a level.</summary>
    public static string Of(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
