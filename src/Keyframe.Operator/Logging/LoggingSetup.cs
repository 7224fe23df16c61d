using Keyframe.Operator.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Keyframe.Operator.Logging;

/// <summary>Sets logging up: to stderr, in one of our two formats.</summary>
internal static class LoggingSetup
{
    /// <summary>Adds the console with the format and the level of the settings.</summary>
    public static ILoggingBuilder AddStderr(this ILoggingBuilder logging, OperatorSettings settings)
    {
        logging.Services.AddSingleton<ConsoleFormatter>(settings.LogFormat == LogFormat.Json
            ? new JsonLogFormatter(TimeProvider.System)
            : new TextLogFormatter(TimeProvider.System));
        logging.SetMinimumLevel(settings.LogLevel);
        if (settings.LogLevel >= LogLevel.Information)
        {
            // The host's and the web server's own chatter says nothing that ours does not.
            logging.AddFilter("Microsoft", LogLevel.Warning);
        }

        return logging.AddConsole(console =>
        {
            console.FormatterName =
                settings.LogFormat == LogFormat.Json ? JsonLogFormatter.FormatterName : TextLogFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
    }
}
