using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Tests.Caching;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web", ["tier"] = "", ["example.dev/x"] = "1" };

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData(" app = web ", true)]
    [InlineData("app=db", false)]
    [InlineData("app!=db", true)]
    [InlineData("app != web", false)]
    [InlineData("missing!=db", true)]
    [InlineData("missing=db", false)]
    [InlineData("tier=", true)]
    [InlineData("app=", false)]
    [InlineData("app", true)]
    [InlineData("tier", true)]
    [InlineData("missing", false)]
    [InlineData("!missing", true)]
    [InlineData("!app", false)]
    [InlineData("app in (db, web)", true)]
    [InlineData("app in (db)", false)]
    [InlineData("missing in (db)", false)]
    [InlineData("app notin (db)", true)]
    [InlineData("app notin (db,web)", false)]
    [InlineData("missing notin (db)", true)]
    [InlineData("app in (db,web),example.dev/x=1,!missing", true)]
    [InlineData("app in (db,web),example.dev/x=2", false)]
    [InlineData("app=web,app=db", false)]
    [InlineData("what is this", true)]
    [InlineData("app within (web)", true)]
    public void A_selector_matches_as_the_servers_does(string? selector, bool matches) =>
        Assert.Equal(matches, LabelSelector.Matches(selector, Labels));

    [Theory]
    [InlineData("app", false)]
    [InlineData("!app", true)]
    [InlineData("app!=web", true)]
    [InlineData("", true)]
    public void An_object_without_labels_has_none(string selector, bool matches) =>
        Assert.Equal(matches, LabelSelector.Matches(selector, null));
}
