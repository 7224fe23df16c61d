using System.Net;
using System.Net.Sockets;

namespace Keyframe.Registries.Http;

/// <summary>
/// A range of addresses that is not simply public: the IANA special-purpose registries for IPv4 and IPv6 (RFC 6890 and its
/// updates), and the addresses at which clouds serve the metadata of their machines.
/// </summary>
/// <param name="Network">The range.</param>
/// <param name="Reach">Who can be there.</param>
/// <param name="Name">What it is, to stand behind "is".</param>
internal sealed record AddressRange(IPNetwork Network, Reach Reach, string Name)
{
    private const string Metadata = "an address of a cloud's metadata service";
    private const string Reserved = "a reserved address";
    private const string Private = "a private address";

    private static readonly AddressRange[] Special =
    [
        // The first match counts: what lies inside a larger range stands before it.
        Never("100.100.100.200/32", Metadata),              // Alibaba Cloud
        Never("168.63.129.16/32", Metadata),                // Azure
        Never("192.0.0.192/32", Metadata),                  // Oracle Cloud
        Never("169.254.0.0/16", "a link-local address"),    // RFC 3927; 169.254.169.254 nearly everywhere
        Never("0.0.0.0/8", "an unspecified address"),       // RFC 1122; connects to this machine
        Never("224.0.0.0/4", "a multicast address"),        // RFC 5771
        Never("255.255.255.255/32", "the broadcast address"),
        Internal("127.0.0.0/8", "a loopback address"),
        Internal("10.0.0.0/8", Private),                    // RFC 1918
        Internal("172.16.0.0/12", Private),
        Internal("192.168.0.0/16", Private),
        Internal("100.64.0.0/10", Private),                 // RFC 6598; pods of EKS
        Internal("198.18.0.0/15", Private),                 // RFC 2544; pods of EKS
        Internal("240.0.0.0/4", Reserved),                  // RFC 1112; pods of GKE
        Internal("192.0.0.0/24", Reserved),                 // RFC 6890
        Internal("192.0.2.0/24", Reserved),                 // RFC 5737, documentation
        Internal("198.51.100.0/24", Reserved),
        Internal("203.0.113.0/24", Reserved),
        Internal("192.88.99.0/24", Reserved),               // RFC 7526, relays of 6to4

        Never("fd00:ec2::/32", Metadata),                   // AWS
        Never("fd20:ce::254/128", Metadata),                // Google Cloud
        Never("fe80::/10", "a link-local address"),         // RFC 4291
        Never("ff00::/8", "a multicast address"),
        Never("::/128", "an unspecified address"),
        Never("2001::/32", "an address of a Teredo tunnel"), // RFC 4380: leads to an IPv4 address chosen by whoever wrote it
        Internal("::1/128", "a loopback address"),
        Internal("fc00::/7", Private),                      // RFC 4193
        Internal("2001::/23", Reserved),                    // RFC 2928
        Internal("2001:db8::/32", Reserved),                // RFC 3849, documentation
        Internal("3fff::/20", Reserved),                    // RFC 9637, documentation
    ];

    /// <summary>All that IANA has given out as global unicast.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly AddressRange NotGlobal = Internal("::/0", Reserved);

    /// <summary>IPv6 addresses that stand for IPv4 addresses, and at which byte these begin.</summary>
    private static readonly (IPNetwork Network, int Offset)[] Embedding =
    [
        (IPNetwork.Parse("::ffff:0:0/96"), 12),     // RFC 4291, IPv4-mapped
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),   // RFC 7915, IPv4-translated
        (IPNetwork.Parse("64:ff9b::/96"), 12),      // RFC 6052, NAT64
        (IPNetwork.Parse("2002::/16"), 2),          // RFC 3056, 6to4
    ];

    /// <summary>The range that an address lies in; null when it is public.</summary>
    public static AddressRange? Of(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var unscoped = new IPAddress(bytes);
            foreach ((IPNetwork network, int offset) in Embedding)
            {
                if (network.Contains(unscoped))
                {
                    return Of(new IPAddress(bytes.AsSpan(offset, 4)));
                }
            }

            return Find(unscoped) ?? (GlobalUnicast.Contains(unscoped) ? null : NotGlobal);
        }

        return Find(address);
    }

    private static AddressRange? Find(IPAddress address) => Array.Find(Special, range => range.Network.Contains(address));

    private static AddressRange Internal(string network, string name) => new(IPNetwork.Parse(network), Reach.Internal, name);

    private static AddressRange Never(string network, string name) => new(IPNetwork.Parse(network), Reach.Never, name);
}
