using Keyframe.Operator.Settings;
using Keyframe.Testing.Resources;

namespace Keyframe.Operator.Tests.Settings;

/// <summary>The table says all there is to say about each setting, and the reference page says what the table says.</summary>
public sealed class SettingsTableTests
{
    [Fact]
    public void No_row_is_missing()
    {
        IEnumerable<Setting> declared = typeof(SettingsTable).GetFields().Select(field => field.GetValue(null)).OfType<Setting>();
        Assert.Equal(declared.Select(setting => setting.Name).Order(StringComparer.Ordinal),
            SettingsTable.All.Select(setting => setting.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_are_unique_and_spelled_as_flags_are()
    {
        Assert.Distinct(SettingsTable.All.Select(setting => setting.Name));
        Assert.All(SettingsTable.All, setting => Assert.Matches("^[a-z]+(-[a-z]+)*$", setting.Name));
    }

    [Fact]
    public void Groups_stand_together() => Assert.Equal(SettingsTable.All.OrderBy(setting => setting.Group), SettingsTable.All);

    [Fact]
    public void Every_row_explains_itself_in_sentences() => Assert.All(SettingsTable.All, setting =>
    {
        Assert.EndsWith(".", setting.Description, StringComparison.Ordinal);
        Assert.NotEmpty(setting.DefaultText);
        Assert.NotEmpty(setting.Allowed);
    });

    [Fact]
    public void A_default_that_could_be_written_is_one_that_may_be() => Assert.All(
        SettingsTable.All.Where(setting => !setting.DefaultText.Contains(' ', StringComparison.Ordinal)),
        setting => Assert.True(setting.Accepts(setting.DefaultText), $"{setting.Name}: {setting.DefaultText}"));

    [Fact]
    public void The_help_names_every_flag_and_keeps_to_the_terminal()
    {
        string help = SettingsHelp.Text();
        Assert.All(SettingsTable.All, setting => Assert.Contains($"\n  {setting.Flag}", help, StringComparison.Ordinal));
        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public void The_reference_page_is_up_to_date() => Assert.True(
        File.ReadAllText(Repository.Path("docs/reference/settings.md")) == SettingsHelp.Markdown(), "Run: make generate");
}
