using System.Globalization;
using Keyframe.Registries;
using Microsoft.Extensions.Logging;

namespace Keyframe.Operator.Settings;

/// <summary>The kinds of values that settings have.</summary>
internal static class Syntaxes
{
    private static readonly (string Name, LogLevel Value)[] Levels =
    [
        ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning),
        ("error", LogLevel.Error), ("critical", LogLevel.Critical),
        ("information", LogLevel.Information), ("warning", LogLevel.Warning),
    ];

    /// <summary>Any text; empty is none.</summary>
    public static Syntax<string?> Text(string placeholder) => new(placeholder, "any text", (string text, out string? value) =>
    {
        value = text.Length == 0 ? null : text;
        return true;
    });

    /// <summary>The name of a namespace (RFC 1123 label); empty is none.</summary>
    public static Syntax<string?> Namespace { get; } = new(
        "NAME",
        "the name of a namespace: at most 63 of a-z, 0-9 and -, no dash at either end",
        (string text, out string? value) =>
        {
            value = text.Length == 0 ? null : text;
            return value is null || IsLabel(text);
        });

    /// <summary>The name of an object (RFC 1123 subdomain).</summary>
    public static Syntax<string> ObjectName { get; } = new(
        "NAME",
        "the name of an object: labels of a-z, 0-9 and -, with dots between them",
        (string text, out string value) =>
        {
            value = text;
            return text.Length <= 253 && text.Split('.').All(IsLabel);
        });

    /// <summary>True or false; the flag alone is true.</summary>
    public static Syntax<bool> Switch { get; } = new("", "true or false", bool.TryParse);

    /// <summary>Where an endpoint listens; null is off.</summary>
    public static Syntax<BindAddress?> Address { get; } = new(
        "ADDRESS",
        "an address and a port such as :8080, 127.0.0.1:8080 or [::1]:8080, or 0 to turn it off",
        BindAddress.TryParse);

    /// <summary>Hosts, with or without a port; empty is none.</summary>
    public static Syntax<IReadOnlyList<HostPattern>> Hosts { get; } = new(
        "HOSTS",
        "hosts, with or without a port and separated by commas, such as mlflow.ml.svc:5000,10.0.0.5; no URLs, no wildcards, nothing link-local",
        (string text, out IReadOnlyList<HostPattern> value) =>
        {
            var hosts = new List<HostPattern>();
            value = hosts;
            foreach (string item in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!HostPattern.TryParse(item, out HostPattern? pattern, out _))
                {
                    return false;
                }

                hosts.Add(pattern);
            }

            return true;
        });

    /// <summary>The least severe level that is written.</summary>
    public static Syntax<LogLevel> Level { get; } = new(
        "LEVEL",
        "trace, debug, info, warn, error or critical",
        (string text, out LogLevel value) => TryFind(Levels, text, out value));

    /// <summary>How log entries are written.</summary>
    public static Syntax<LogFormat> Format { get; } = new(
        "FORMAT",
        "json or text",
        (string text, out LogFormat value) => TryFind([("json", LogFormat.Json), ("text", LogFormat.Text)], text, out value));

    /// <summary>A number within bounds.</summary>
    public static Syntax<int> Number(int min, int max) => new(
        "NUMBER",
        FormattableString.Invariant($"a number from {min} to {max}"),
        (string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max);

    /// <summary>A duration within bounds.</summary>
    public static Syntax<TimeSpan> Duration(TimeSpan min, TimeSpan max) => new(
        "DURATION",
        $"a duration such as 10h, 1m30s or 250ms, from {GoDuration.Format(min)} to {GoDuration.Format(max)}",
        (string text, out TimeSpan value) => GoDuration.TryParse(text, out value) && value >= min && value <= max);

    private static bool TryFind<T>((string Name, T Value)[] choices, string text, out T value)
        where T : struct
    {
        int index = Array.FindIndex(choices, choice => choice.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = index < 0 ? default : choices[index].Value;
        return index >= 0;
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= 63
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        && text[0] != '-' && text[^1] != '-';
}
