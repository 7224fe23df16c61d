using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Keyframe.Benchmarks.Worlds;

/// <summary>
/// Formats what an operator logs, as a console would, and keeps of it only warnings and errors: a measurement with errors in
/// it is another measurement than the reader believes.
/// </summary>
internal sealed class ProblemLog : ILoggerProvider
{
    private readonly ConcurrentDictionary<string, int> _problems = new(StringComparer.Ordinal);
    private string _first = "";

    /// <summary>How often which message was logged as a warning or worse; null for never.</summary>
    public JsonObject? ToJson() => _problems.IsEmpty
        ? null
        : new JsonObject(_problems
            .Select(problem => KeyValuePair.Create(problem.Key, (JsonNode?)problem.Value))
            .Append(new("first", _first)));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.Split('.')[^1]);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(ProblemLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string message = formatter(state, exception);
            if (logLevel >= LogLevel.Warning)
            {
                log._problems.AddOrUpdate($"{logLevel} {category} {eventId.Id}", 1, (_, count) => count + 1);
                Interlocked.CompareExchange(ref log._first, $"{message} {exception?.Message}", "");
            }
        }
    }
}
