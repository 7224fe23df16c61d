using System.Net;
using Keyframe.Registries.Http;

namespace Keyframe.Registries.Tests.Http;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("93.184.215.14")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("169.253.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:808:808::1")]
    public void Public(string address) => Assert.Null(AddressRange.Of(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.255.255.254", "loopback")]
    [InlineData("10.0.0.1", "private")]
    [InlineData("10.255.255.255", "private")]
    [InlineData("172.16.0.1", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("192.168.0.1", "private")]
    [InlineData("100.64.0.1", "private")]
    [InlineData("100.127.255.255", "private")]
    [InlineData("198.18.0.1", "private")]
    [InlineData("198.19.255.255", "private")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("192.0.0.1", "reserved")]
    [InlineData("192.0.2.1", "reserved")]
    [InlineData("198.51.100.7", "reserved")]
    [InlineData("203.0.113.7", "reserved")]
    [InlineData("192.88.99.1", "reserved")]
    [InlineData("::1", "loopback")]
    [InlineData("fc00::1", "private")]
    [InlineData("fd12:3456::1", "private")]
    [InlineData("fec0::1", "reserved")]
    [InlineData("100::1", "reserved")]
    [InlineData("2001:2::1", "reserved")]
    [InlineData("2001:db8::1", "reserved")]
    [InlineData("3fff::1", "reserved")]
    [InlineData("4000::1", "reserved")]
    [InlineData("::127.0.0.1", "reserved")]
    [InlineData("64:ff9b:1::1", "reserved")]
    [InlineData("::ffff:127.0.0.1", "loopback")]
    [InlineData("::ffff:10.1.2.3", "private")]
    [InlineData("::ffff:0:10.1.2.3", "private")]
    [InlineData("64:ff9b::10.1.2.3", "private")]
    [InlineData("2002:a01:203::1", "private")]
    [InlineData("2002:7f00:1::1", "loopback")]
    public void Internal(string address, string name) => Is(Reach.Internal, address, name);

    [Theory]
    [InlineData("169.254.169.254", "link-local")]
    [InlineData("169.254.170.2", "link-local")]
    [InlineData("169.254.0.1", "link-local")]
    [InlineData("100.100.100.200", "metadata")]
    [InlineData("168.63.129.16", "metadata")]
    [InlineData("192.0.0.192", "metadata")]
    [InlineData("0.0.0.0", "unspecified")]
    [InlineData("0.1.2.3", "unspecified")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("239.255.255.255", "multicast")]
    [InlineData("255.255.255.255", "broadcast")]
    [InlineData("::", "unspecified")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("fe80::1%1", "link-local")]
    [InlineData("febf::1", "link-local")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("fd00:ec2::254", "metadata")]
    [InlineData("fd20:ce::254", "metadata")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo")]
    [InlineData("::ffff:169.254.169.254", "link-local")]
    [InlineData("::ffff:0:169.254.169.254", "link-local")]
    [InlineData("64:ff9b::169.254.169.254", "link-local")]
    [InlineData("2002:a9fe:a9fe::1", "link-local")]
    public void Never(string address, string name) => Is(Reach.Never, address, name);

    private static void Is(Reach reach, string address, string name)
    {
        AddressRange range = Assert.IsType<AddressRange>(AddressRange.Of(IPAddress.Parse(address)));
        Assert.Equal(reach, range.Reach);
        Assert.Contains(name, range.Name);
    }
}
