using System.Globalization;
using System.Numerics;
using CsCheck;
using Keyframe.Runtime.Caching;

namespace Keyframe.Runtime.Tests.Caching;

public sealed class ResourceVersionTests
{
    [Theory]
    [InlineData("9", "10", false)]
    [InlineData("10", "9", true)]
    [InlineData("10", "10", true)]
    [InlineData("99999999999999999999999", "100000000000000000000000", false)]
    [InlineData("", "10", true)]
    [InlineData("10", "", true)]
    [InlineData(null, "10", true)]
    [InlineData("abc", "10", true)]
    [InlineData("010", "9", true)]
    [InlineData("0", "9", true)]
    [InlineData("-1", "9", true)]
    [InlineData("٣", "9", true)]
    public void A_view_has_reached_a_version_or_cannot_tell(string? view, string version, bool reached)
    {
        Assert.Equal(reached, new ResourceVersion(view!).HasReached(new ResourceVersion(version)));
        Assert.Equal(!reached, new ResourceVersion(view!).IsBefore(new ResourceVersion(version)));
    }

    [Fact]
    public void Versions_order_as_numbers_of_any_size() =>
        Gen.Select(GenNumber, GenNumber).Sample((a, b) =>
            Math.Sign(new ResourceVersion(a).CompareTo(new ResourceVersion(b))) == Number(a).CompareTo(Number(b)));

    [Fact]
    public void The_order_is_total()
    {
        ResourceVersion[] sorted = [new(""), new("a"), new("b"), new("1"), new("9"), new("10")];
        Assert.Equal(sorted, sorted.Reverse().Order());
    }

    private static readonly Gen<string> GenNumber = Gen.Select(
        Gen.Int[1, 9], Gen.String[Gen.Char['0', '9'], 0, 30], (first, rest) => $"{first}{rest}");

    private static BigInteger Number(string text) => BigInteger.Parse(text, CultureInfo.InvariantCulture);
}
