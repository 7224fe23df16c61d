using Keyframe.Operator.Logging;
using Keyframe.Operator.Settings.Sources;
using Microsoft.Extensions.Configuration;

namespace Keyframe.Operator.Settings;

/// <summary>Flags over environment variables over a file over defaults. Everything that is wrong is told at once.</summary>
internal static class SettingsReader
{
    /// <summary>Reads and validates.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="here">Where the process runs.</param>
    public static SettingsResult Read(IReadOnlyList<string> arguments, Surroundings here)
    {
        SettingsSource flags = CommandLine.Read(arguments);
        SettingsSource variables = EnvironmentVariables.Read(here.Variables);
        SettingsSource file = SettingsFile.Read(FileAmong(flags, variables));
        IConfigurationRoot configuration = new ConfigurationBuilder().Add(file).Add(variables).Add(flags).Build();
        var values = new SettingValues(configuration, here);
        List<string> problems = [.. flags.Problems, .. variables.Problems, .. file.Problems, .. Unreadable(values)];
        if (problems.Count == 0)
        {
            problems.AddRange(SettingsRules.Broken(values));
        }

        return new SettingsResult(problems.Count == 0 ? OperatorSettings.From(values) : null, problems, variables.Warnings);
    }

    private static string? FileAmong(SettingsSource flags, SettingsSource variables)
    {
        _ = flags.TryGet(SettingsTable.Config.Name, out string? file) || variables.TryGet(SettingsTable.Config.Name, out file);
        return file is { Length: > 0 } ? file : null;
    }

    private static IEnumerable<string> Unreadable(SettingValues values) =>
        from setting in SettingsTable.All
        let text = values.Text(setting)
        where text is not null && !setting.Accepts(text)
        select $"{values.Describe(setting)}: {Printable.Quote(text)} is not allowed; allowed is {setting.Allowed}";
}
