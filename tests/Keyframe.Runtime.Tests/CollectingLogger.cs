using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Keyframe.Runtime.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class CollectingLogger : ILogger, ILoggerFactory
{
    private readonly AsyncLocal<IEnumerable<KeyValuePair<string, object?>>?> _scope = new();

    public ConcurrentQueue<(LogLevel Level, int Id, string Message)> Entries { get; } = [];

    public IEnumerable<string> Messages(int id) => Entries.Where(e => e.Id == id).Select(e => e.Message);

    /// <summary>The fields of the scopes that this flow of execution is in, as a structured log writes them.</summary>
    public IReadOnlyDictionary<string, object?> ScopeFields =>
        (_scope.Value ?? []).Where(pair => pair.Key != "{OriginalFormat}").ToDictionary();

    /// <summary>For whoever has to find out why a test failed.</summary>
    public void WriteTo(ITestOutputHelper output)
    {
        foreach ((LogLevel level, int id, string message) in Entries)
        {
            output.WriteLine($"{level} {id} {message}");
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        IEnumerable<KeyValuePair<string, object?>>? outer = _scope.Value;
        _scope.Value = [.. outer ?? [], .. state as IEnumerable<KeyValuePair<string, object?>> ?? []];
        return new Scope(() => _scope.Value = outer);
    }

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

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
