using Keyframe.Operator.Settings;

namespace Keyframe.Operator.Tests.Settings;

/// <summary>Addresses as Kubernetes components take them.</summary>
public sealed class BindAddressTests
{
    [Theory]
    [InlineData(":8080")]
    [InlineData(":0")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("0.0.0.0:8080")]
    [InlineData("[::1]:8080")]
    [InlineData("[::]:8080")]
    public void It_is_an_address_and_a_port(string text)
    {
        Assert.True(BindAddress.TryParse(text, out BindAddress? address));
        Assert.Equal(text, address!.ToString());
    }

    [Fact]
    public void Localhost_is_the_loopback_address()
    {
        Assert.True(BindAddress.TryParse("localhost:80", out BindAddress? address));
        Assert.Equal("127.0.0.1:80", address!.ToString());
    }

    [Fact]
    public void Zero_is_off()
    {
        Assert.True(BindAddress.TryParse("0", out BindAddress? address));
        Assert.Null(address);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData(":-1")]
    [InlineData(":65536")]
    [InlineData(":80a")]
    [InlineData("::1:80")]
    [InlineData("[127.0.0.1]:80")]
    [InlineData("[::1:80")]
    [InlineData("example.com:80")]
    [InlineData("http://127.0.0.1:80")]
    public void Anything_else_is_none(string text) => Assert.False(BindAddress.TryParse(text, out _));
}
