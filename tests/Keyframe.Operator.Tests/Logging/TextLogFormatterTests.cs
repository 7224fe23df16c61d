using Keyframe.Operator.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Keyframe.Operator.Tests.Logging;

/// <summary>Lines for people, which nobody else's text can forge.</summary>
public sealed partial class TextLogFormatterTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));

    private static readonly Func<ILogger, string, IDisposable?> ControllerScope =
        LoggerMessage.DefineScope<string>("controller={Controller}");

    [Fact]
    public void A_line_has_time_level_category_event_message_and_scopes() => Assert.Equal(
        "2026-01-02T03:04:05.678Z warn: Some.Category[7] Reconciling team-a/bot (controller=snapshot)" + Environment.NewLine,
        Log(logger =>
        {
            using (ControllerScope(logger, "snapshot"))
            {
                LogKey(logger, "team-a/bot");
            }
        }));

    [Theory]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("a\r\n2026-01-02T03:04:05.678Z info: forged", @"a\r\n2026-01-02T03:04:05.678Z info: forged")]
    [InlineData("\u001b[31mred", @"\u001b[31mred")]
    [InlineData("tab\tbed", @"tab\tbed")]
    [InlineData("\u0085\u2028\u2029", @"\u0085\u2028\u2029")]
    [InlineData("\u202egnp.exe", @"\u202egnp.exe")]
    [InlineData("Grüße, 世界 🎉", "Grüße, 世界 🎉")]
    public void No_value_can_break_the_line_or_steer_a_terminal(string hostile, string shown) => Assert.Equal(
        $"2026-01-02T03:04:05.678Z warn: Some.Category[7] Reconciling {shown} (controller={shown}){Environment.NewLine}",
        Log(logger =>
        {
            using (ControllerScope(logger, hostile))
            {
                LogKey(logger, hostile);
            }
        }));

    [Fact]
    public void An_exception_follows_indented_so_that_nothing_in_it_passes_for_an_entry()
    {
        string[] lines = Log(logger => LogThrown(logger, new InvalidOperationException("no\n2026-01-02T03:04:05.678Z info: forged\u001b[2J")))
            .Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("2026-01-02T03:04:05.678Z error: Some.Category[8] Failed", lines[0]);
        Assert.All(lines[1..], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
        Assert.Contains(@"    2026-01-02T03:04:05.678Z info: forged\u001b[2J", lines);
    }

    private static string Log(Action<ILogger> log) => LogLine.Of(new TextLogFormatter(Clock), log);

    [LoggerMessage(7, LogLevel.Warning, "Reconciling {Key}")]
    private static partial void LogKey(ILogger logger, string key);

    [LoggerMessage(8, LogLevel.Error, "Failed")]
    private static partial void LogThrown(ILogger logger, Exception exception);
}
