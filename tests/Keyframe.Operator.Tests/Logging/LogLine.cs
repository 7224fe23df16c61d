using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Keyframe.Operator.Tests.Logging;

/// <summary>What a formatter writes for one entry.</summary>
internal static class LogLine
{
    /// <summary>Logs through a real logger factory, so that scopes and message templates are those of the framework.</summary>
    public static string Of(ConsoleFormatter formatter, Action<ILogger> log)
    {
        using var text = new StringWriter();
        using var factory = LoggerFactory.Create(logging =>
            logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Provider(formatter, text)));
        log(factory.CreateLogger("Some.Category"));
        return text.ToString();
    }

    private sealed class Provider(ConsoleFormatter formatter, TextWriter text) : ILoggerProvider, ISupportExternalScope
    {
        private IExternalScopeProvider? _scopes;

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Dispose()
        {
        }

        private sealed class Logger(Provider provider, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => provider._scopes?.Push(state);

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var entry = new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter);
                provider.Write(entry);
            }
        }

        private void Write<TState>(LogEntry<TState> entry) => formatter.Write(entry, _scopes, text);
    }
}
