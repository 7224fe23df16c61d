using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Keyframe.Operator.Logging;

/// <summary>
/// One JSON object a line, with the names that controllers' logs usually have: <c>ts</c>, <c>level</c>, <c>logger</c>,
/// <c>eventId</c>, <c>msg</c>, <c>error</c>, <c>traceId</c>, <c>spanId</c>, then scopes (<c>controller</c>, <c>namespace</c>,
/// <c>name</c>, <c>reconcileID</c>) and the fields of the message. Nothing in a value can break the line: JSON escapes it.
/// </summary>
internal sealed class JsonLogFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    /// <summary>What the console logger knows it by.</summary>
    public const string FormatterName = "keyframe-json";

    /// <summary>The name that the template of a message has among its own values.</summary>
    private const string TemplateName = "{OriginalFormat}";

    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            json.WriteStartObject();
            Write(json, names, "ts", clock.GetUtcNow().UtcDateTime.ToString(Timestamp, CultureInfo.InvariantCulture));
            Write(json, names, "level", LevelName.Of(logEntry.LogLevel));
            Write(json, names, "logger", logEntry.Category);
            Write(json, names, "eventId", logEntry.EventId.Id);
            Write(json, names, "msg", message);
            if (logEntry.Exception is { } exception)
            {
                Write(json, names, "error", exception.ToString());
            }

            WriteTrace(json, names);
            scopeProvider?.ForEachScope((scope, state) => WriteAll(state.json, state.names, scope), (json, names));
            WriteAll(json, names, logEntry.State);
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteTrace(Utf8JsonWriter json, HashSet<string> names)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            Write(json, names, "traceId", activity.TraceId.ToHexString());
            Write(json, names, "spanId", activity.SpanId.ToHexString());
        }
    }

    private static void WriteAll(Utf8JsonWriter json, HashSet<string> names, object? values)
    {
        if (values is not IEnumerable<KeyValuePair<string, object?>> fields)
        {
            return;
        }

        foreach ((string name, object? value) in fields)
        {
            if (name is not (TemplateName or ""))
            {
                Write(json, names, char.ToLowerInvariant(name[0]) + name[1..], value);
            }
        }
    }

    /// <summary>A name that is taken gets a mark, so that no value is lost and no object has a name twice.</summary>
    private static void Write(Utf8JsonWriter json, HashSet<string> names, string name, object? value)
    {
        while (!names.Add(name))
        {
            name += "_";
        }

        json.WritePropertyName(name);
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case IFormattable formattable:
                json.WriteStringValue(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}
