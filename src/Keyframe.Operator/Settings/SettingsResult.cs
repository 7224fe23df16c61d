namespace Keyframe.Operator.Settings;

/// <summary>What came of reading the settings.</summary>
/// <param name="Settings">The settings; null where something is wrong.</param>
/// <param name="Problems">Everything that is wrong, a line each.</param>
/// <param name="Warnings">What looks like a mistake and stops nothing.</param>
internal sealed record SettingsResult(OperatorSettings? Settings, IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings);
