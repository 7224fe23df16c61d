using System.Text;
using CsCheck;
using Keyframe.Runtime.Events;

namespace Keyframe.Runtime.Tests.Events;

public sealed class EventBodyTests
{
    private static readonly string[] Characters = ["a", "é", "日", "🦊"];

    [Theory]
    [InlineData(0)]
    [InlineData(1024)]
    public void A_note_within_the_limit_is_left_alone(int length) =>
        Assert.Equal(length, EventBody.Truncate(new string('a', length)).Length);

    [Fact]
    public void A_longer_note_is_cut_with_an_ellipsis() =>
        Assert.Equal(new string('a', 1021) + "…", EventBody.Truncate(new string('a', 1025)));

    [Fact]
    public void A_note_of_any_text_fits_and_is_never_cut_inside_a_character() =>
        Gen.Int[0, 3].Select(i => Characters[i]).Array[300, 1100].Select(string.Concat).Sample(note =>
        {
            string cut = EventBody.Truncate(note);
            return Encoding.UTF8.GetByteCount(cut) <= 1024
                && !cut.Contains('\uFFFD', StringComparison.Ordinal)
                && (cut == note || note.StartsWith(cut[..^1], StringComparison.Ordinal))
                && (cut == note || Encoding.UTF8.GetByteCount(cut) > 1024 - 4);
        }, iter: 200);

    [Fact]
    public void Times_have_exactly_six_digits() => Assert.Equal(
        """{"series":{"count":2,"lastObservedTime":"2026-01-02T03:04:05.000000Z"}}""",
        EventBody.Repeat(2, new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2))).ToJsonString());
}
