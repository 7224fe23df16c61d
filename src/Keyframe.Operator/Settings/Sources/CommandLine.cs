using Keyframe.Operator.Logging;

namespace Keyframe.Operator.Settings.Sources;

/// <summary>
/// Reads flags: <c>--name value</c>, <c>--name=value</c>, and switches alone. Of a repeated flag the last one counts.
/// </summary>
internal static class CommandLine
{
    /// <summary>Reads them all; what is wrong is among the source's problems.</summary>
    public static SettingsSource Read(IReadOnlyList<string> arguments)
    {
        var source = new SettingsSource();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                source.Problems.Add($"{Printable.Quote(argument)} is no flag. Settings are given as --name=value");
                continue;
            }

            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? argument[2..] : argument[2..equals];
            if (SettingsTable.Find(name) is not { } setting)
            {
                string hint = NearestName.Hint($"--{name}", SettingsTable.All.Select(known => known.Flag), "--");
                source.Problems.Add($"--{Printable.Escape(name)} is unknown{hint}");
                i += equals < 0 && IsValue(arguments, i + 1) ? 1 : 0;
            }
            else if (equals >= 0)
            {
                source.Add(setting, argument[(equals + 1)..], $"flag {setting.Flag}");
            }
            else if (TakesNext(setting, arguments, i + 1))
            {
                source.Add(setting, arguments[++i], $"flag {setting.Flag}");
            }
            else if (setting.IsSwitch)
            {
                source.Add(setting, "true", $"flag {setting.Flag}");
            }
            else
            {
                source.Problems.Add($"{setting.Flag} needs a value: {setting.Allowed}");
            }
        }

        return source;
    }

    private static bool TakesNext(Setting setting, IReadOnlyList<string> arguments, int next) =>
        IsValue(arguments, next) && (!setting.IsSwitch || setting.Accepts(arguments[next]));

    private static bool IsValue(IReadOnlyList<string> arguments, int index) =>
        index < arguments.Count && !arguments[index].StartsWith("--", StringComparison.Ordinal);
}
