using Keyframe.Core.Canonical;

namespace Keyframe.Core.Tests.Canonical;

public sealed class DigestTests
{
    // FIPS 180-2, appendix B.1.
    private const string OfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void It_is_the_sha256_of_the_bytes()
    {
        Assert.Equal(OfAbc, Digest.Of("abc"u8).Value);
        Assert.Equal(OfAbc, Digest.Of("abc"u8).ToString());
    }

    [Fact]
    public void Its_short_form_is_the_first_ten_digits() => Assert.Equal("ba7816bf8f", Digest.Of("abc"u8).Short);

    [Fact]
    public void The_full_spelling_reads_back()
    {
        Assert.True(Digest.TryParse(OfAbc, out var digest));
        Assert.Equal(Digest.Of("abc"u8), digest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ag")]
    [InlineData("sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Other_spellings_are_not_digests(string? text)
    {
        Assert.False(Digest.TryParse(text, out var digest));
        Assert.Equal("", digest.Value);
        Assert.Equal("", digest.Short);
    }
}
