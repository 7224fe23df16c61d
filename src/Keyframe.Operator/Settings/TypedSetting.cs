namespace Keyframe.Operator.Settings;

/// <summary>A setting with the type of its value.</summary>
/// <param name="Group">Where it stands in the help and in the reference.</param>
/// <param name="Name">Its name in a file; with two dashes, the flag.</param>
/// <param name="Syntax">How its values are written.</param>
/// <param name="DefaultText">Its default in words.</param>
/// <param name="Default">Its default, which may depend on where the process runs.</param>
/// <param name="Description">What it does: one or two sentences.</param>
internal sealed record TypedSetting<T>(
    SettingGroup Group, string Name, Syntax<T> Syntax, string DefaultText, Func<Surroundings, T> Default, string Description)
    : Setting(Group, Name, DefaultText, Description)
{
    /// <inheritdoc/>
    public override string Placeholder => Syntax.Placeholder;

    /// <inheritdoc/>
    public override string Allowed => Syntax.Allowed;

    /// <inheritdoc/>
    public override bool Accepts(string text) => Syntax.TryParse(text, out _);
}
