using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class CollectingLogger : ILogger, ILoggerFactory
{
    public ConcurrentQueue<(LogLevel Level, int Id, string Message)> Entries { get; } = [];

    public IEnumerable<string> Messages(int id) => Entries.Where(e => e.Id == id).Select(e => e.Message);

    /// <summary>For whoever has to find out why a test failed.</summary>
    public void WriteTo(ITestOutputHelper output)
    {
        foreach ((LogLevel level, int id, string message) in Entries)
        {
            output.WriteLine($"{level} {id} {message}");
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue((logLevel, eventId.Id, formatter(state, exception)));

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }
}
