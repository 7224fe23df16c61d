using k8s.Models;
using Keyframe.Runtime.Applying;

namespace Keyframe.Runtime.Tests.Applying;

public sealed class ApplyBodyTests
{
    [Fact]
    public void It_names_the_object_and_what_the_write_insists_on() => Assert.Equal(
        """
        {"apiVersion":"test.dev/v1","kind":"Widget","metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"7"}}
        """,
        ApplyBody.For(Widget.Type, new("ns", "a"), new Guard("u", "7")).ToJsonString());

    [Fact]
    public void Any_version_of_the_same_object() => Assert.Equal(
        """{"apiVersion":"test.dev/v1","kind":"Widget","metadata":{"name":"a","namespace":"ns","uid":"u"}}""",
        ApplyBody.For(Widget.Type, new("ns", "a"), new Guard("u", null)).ToJsonString());

    [Fact]
    public void A_core_kind_without_namespace_or_guard() => Assert.Equal(
        """{"apiVersion":"v1","kind":"Widget","metadata":{"name":"a"}}""",
        ApplyBody.For(Widget.Type with { Group = "" }, new("", "a"), null).ToJsonString());

    [Fact]
    public void A_guard_is_on_what_was_read() => Assert.Equal(
        new Guard("u", "7"), Guard.On(new V1ObjectMeta { Uid = "u", ResourceVersion = "7" }));

    [Fact]
    public void A_guard_on_what_was_never_stored_is_a_defect() =>
        Assert.Throws<ArgumentNullException>(() => Guard.On(new V1ObjectMeta { Name = "a" }));
}
