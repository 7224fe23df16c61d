namespace Keyframe.Operator.Settings;

/// <summary>One setting, whatever its type: a row of the <see cref="SettingsTable"/>.</summary>
/// <param name="Group">Where it stands in the help and in the reference.</param>
/// <param name="Name">Its name in a file; with two dashes, the flag.</param>
/// <param name="DefaultText">Its default in words.</param>
/// <param name="Description">What it does: one or two sentences.</param>
internal abstract record Setting(SettingGroup Group, string Name, string DefaultText, string Description)
{
    /// <summary>What the names of all our environment variables begin with.</summary>
    public const string VariablePrefix = "KEYFRAME_";

    /// <summary>The flag: <c>--leader-elect</c>.</summary>
    public string Flag => $"--{Name}";

    /// <summary>The environment variable: <c>KEYFRAME_LEADER_ELECT</c>.</summary>
    public string Variable => VariablePrefix + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>A word for the value in the help: <c>DURATION</c>; empty for a switch.</summary>
    public abstract string Placeholder { get; }

    /// <summary>What values there are, in words.</summary>
    public abstract string Allowed { get; }

    /// <summary>Whether the flag alone means true.</summary>
    public bool IsSwitch => Placeholder.Length == 0;

    /// <summary>Whether a text is a value of it.</summary>
    public abstract bool Accepts(string text);
}
