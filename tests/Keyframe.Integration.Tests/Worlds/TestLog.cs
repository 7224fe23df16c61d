using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Keyframe.Integration.Tests.Worlds;

/// <summary>Writes the operator's log to the output of the test that runs it, and keeps it.</summary>
internal sealed class TestLog : ILoggerProvider
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    /// <summary>All that was logged, at any level, with the values of its placeholders.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(_output, Lines, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ITestOutputHelper? output, ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            lines.Enqueue(state is IEnumerable<KeyValuePair<string, object?>> values ? $"{line} {string.Join(' ', values)}" : line);
            try
            {
                output?.WriteLine(line);
            }
            catch (InvalidOperationException)
            {
                // The test has ended; nobody reads this any more.
            }
        }
    }
}
