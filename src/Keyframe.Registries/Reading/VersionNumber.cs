using System.Globalization;

namespace Keyframe.Registries.Reading;

/// <summary>Numbers of versions.</summary>
internal static class VersionNumber
{
    /// <summary>
    /// Whether it is the one spelling of a number that both products give versions: a positive 32-bit integer. MLflow takes 01
    /// for 1 and Langfuse 0 for no version at all, so that nothing else may be asked for.
    /// </summary>
    /// <param name="version">The version.</param>
    public static bool IsOne(string version) =>
        int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 && version[0] != '0';

    /// <summary>The number.</summary>
    /// <param name="version">The version, of which <see cref="IsOne"/> holds.</param>
    public static int ValueOf(string version) => int.Parse(version, NumberStyles.None, CultureInfo.InvariantCulture);
}
