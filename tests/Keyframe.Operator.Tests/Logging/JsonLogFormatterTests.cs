using System.Diagnostics;
using System.Text.Json.Nodes;
using CsCheck;
using Keyframe.Operator.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Operator.Tests.Logging;

/// <summary>One JSON object a line, whatever is logged.</summary>
public sealed partial class JsonLogFormatterTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)));

    private static readonly Func<ILogger, string, string, string, Guid, IDisposable?> ReconcileScope =
        LoggerMessage.DefineScope<string, string, string, Guid>(
            "controller={Controller} namespace={Namespace} name={Name} reconcileID={ReconcileID}");

    private static readonly Func<ILogger, string, string, IDisposable?> CollidingScope =
        LoggerMessage.DefineScope<string, string>("{Controller} {Msg}");

    [Fact]
    public void An_entry_has_time_level_logger_event_and_message()
    {
        JsonObject entry = Log(logger => LogStarted(logger, "deployment", 8));
        Assert.Equal(
            """{"ts":"2026-01-02T01:04:05.678Z","level":"info","logger":"Some.Category","eventId":42"""
            + ""","msg":"Controller deployment starts with 8 workers","controller":"deployment","workers":8}""",
            entry.ToJsonString());
    }

    [Fact]
    public void Scopes_stand_beside_the_fields_of_the_message()
    {
        JsonObject entry = Log(logger =>
        {
            using (ReconcileScope(logger, "snapshot", "team-a", "bot-1", Guid.Empty))
            {
                LogFailed(logger, 3);
            }
        });
        Assert.Equal(("snapshot", "team-a", "bot-1"), (Text("controller"), Text("namespace"), Text("name")));
        Assert.Equal((Guid.Empty.ToString(), 3), (Text("reconcileID"), (int)entry["failures"]!));

        string? Text(string name) => (string?)entry[name];
    }

    [Fact]
    public void A_field_whose_name_is_taken_is_kept_under_another()
    {
        JsonObject entry = Log(logger =>
        {
            using (CollidingScope(logger, "outer", "scope"))
            {
                LogStarted(logger, "inner", 1);
            }
        });
        Assert.Equal(("outer", "inner", "scope"), ((string?)entry["controller"], (string?)entry["controller_"], (string?)entry["msg_"]));
    }

    [Fact]
    public void An_exception_is_one_field()
    {
        JsonObject entry = Log(logger => LogThrown(logger, new InvalidOperationException("no\nway", new IOException("disk"))));
        string error = (string)entry["error"]!;
        Assert.Contains("no\nway", error, StringComparison.Ordinal);
        Assert.Contains("disk", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_trace_is_named_while_there_is_one()
    {
        using Activity activity = new Activity("reconcile").SetIdFormat(ActivityIdFormat.W3C).Start();
        JsonObject entry = Log(logger => LogFailed(logger, 1));
        Assert.Equal(
            (activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), ((string?)entry["traceId"], (string?)entry["spanId"]));
        activity.Stop();
        Assert.False(Log(logger => LogFailed(logger, 1)).ContainsKey("traceId"));
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("\r\n{\"level\":\"info\"}")]
    [InlineData("\u001b[2J\u0000\u007f\u0085")]
    [InlineData("\u2028\u2029")]
    [InlineData("\"},{\"")]
    [InlineData("\ud800 alone")]
    public void No_value_can_break_the_line(string hostile)
    {
        string line = LogLine.Of(new JsonLogFormatter(Clock), logger => LogStarted(logger, hostile, 1));
        Assert.EndsWith(Environment.NewLine, line, StringComparison.Ordinal);
        Assert.DoesNotContain(line[..^Environment.NewLine.Length], letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');
        Assert.Equal(hostile.Replace("\ud800", "\ufffd", StringComparison.Ordinal), (string?)JsonNode.Parse(line)!["controller"]);
    }

    [Fact]
    public void Whatever_is_logged_is_one_object() => Gen.Select(Gen.String, Gen.String, Gen.String).Sample((name, value, message) =>
    {
        string line = LogLine.Of(new JsonLogFormatter(Clock), logger =>
        {
            using (logger.BeginScope(new Dictionary<string, object?> { [name] = value }))
            {
                logger.Log(LogLevel.Error, 1, message, new InvalidOperationException(value), (text, _) => text);
            }
        });
        return line.IndexOf('\n', StringComparison.Ordinal) == line.Length - 1 && JsonNode.Parse(line) is JsonObject;
    }, iter: 1000);

    [Fact]
    public void Values_are_written_the_same_way_everywhere()
    {
        JsonObject entry = Log(logger =>
        {
            using (logger.BeginScope(new Dictionary<string, object?>
            {
                ["none"] = null,
                ["yes"] = true,
                ["half"] = 0.5,
                ["big"] = long.MaxValue,
                ["nan"] = double.NaN,
                ["after"] = TimeSpan.FromSeconds(90),
            }))
            {
                LogFailed(logger, 1);
            }
        });
        Assert.Equal(
            """{"none":null,"yes":true,"half":0.5,"big":9223372036854775807,"nan":"NaN","after":"00:01:30"}""",
            new JsonObject(entry.Where(field => field.Key is "none" or "yes" or "half" or "big" or "nan" or "after")
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))).ToJsonString());
    }

    private static JsonObject Log(Action<ILogger> log) => JsonNode.Parse(LogLine.Of(new JsonLogFormatter(Clock), log))!.AsObject();

    [LoggerMessage(42, LogLevel.Information, "Controller {Controller} starts with {Workers} workers")]
    private static partial void LogStarted(ILogger logger, string controller, int workers);

    [LoggerMessage(43, LogLevel.Error, "Failed {Failures} times")]
    private static partial void LogFailed(ILogger logger, int failures);

    [LoggerMessage(44, LogLevel.Error, "Failed")]
    private static partial void LogThrown(ILogger logger, Exception exception);
}
