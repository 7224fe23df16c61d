using Keyframe.Operator.Settings.Sources;
using Microsoft.Extensions.Configuration;

namespace Keyframe.Operator.Settings;

/// <summary>The value of every setting, from the strongest source that has one, and where it stands.</summary>
/// <param name="configuration">The sources, the strongest last.</param>
/// <param name="here">Where the process runs, for the defaults.</param>
internal sealed class SettingValues(IConfigurationRoot configuration, Surroundings here)
{
    /// <summary>The value; the default where no source has one.</summary>
    /// <exception cref="FormatException">The text is no value: ask <see cref="Setting.Accepts"/> of it before.</exception>
    public T Get<T>(TypedSetting<T> setting)
    {
        if (Text(setting) is not { } text)
        {
            return setting.Default(here);
        }

        return setting.Syntax.TryParse(text, out T value) ? value : throw new FormatException($"{setting.Name}: {text}");
    }

    /// <summary>The text of the value; null where no source has one.</summary>
    public string? Text(Setting setting) => configuration[setting.Name];

    /// <summary>The setting and where its value stands: <c>workers (flag --workers)</c>.</summary>
    public string Describe(Setting setting)
    {
        IEnumerable<string?> origins = configuration.Providers.OfType<SettingsSource>().Select(source => source.OriginOf(setting));
        return $"{setting.Name} ({origins.LastOrDefault(origin => origin is not null) ?? "default"})";
    }
}
