using Microsoft.Extensions.Configuration;

namespace Keyframe.Operator.Settings.Sources;

/// <summary>Settings of one origin, and where exactly each of them stands.</summary>
internal sealed class SettingsSource : ConfigurationProvider, IConfigurationSource
{
    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with the source itself: unknown names, text that cannot be read.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>What looks like a mistake and is no error.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Takes a value; a later one of the same name replaces it.</summary>
    /// <param name="setting">Which setting.</param>
    /// <param name="value">The text.</param>
    /// <param name="origin">Where it stands, in words.</param>
    public void Add(Setting setting, string value, string origin)
    {
        Data[setting.Name] = value;
        _origins[setting.Name] = origin;
    }

    /// <summary>Where a value stands, in words; null where this source has none.</summary>
    public string? OriginOf(Setting setting) => _origins.GetValueOrDefault(setting.Name);

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
