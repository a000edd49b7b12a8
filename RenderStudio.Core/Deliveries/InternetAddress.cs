using System.Net;
using System.Net.Sockets;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// Tells addresses on the public internet from special-purpose ones, after the registries of IANA
/// (https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry) and with the virtual
/// address of Azure's platform services. An IPv6 address that contains an IPv4 address is never public, because the
/// address it leads to depends on the network.
/// </summary>
public static class InternetAddress
{
    private static readonly IPNetwork[] Reserved4 =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
            "240.0.0.0/4",
        ]).Select(IPNetwork.Parse),
    ];

    // 2001::/23 contains Teredo, 2002::/16 is 6to4.
    private static readonly IPNetwork[] Reserved6 =
    [
        .. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"])
            .Select(IPNetwork.Parse),
    ];

    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !IsIn(Reserved4, address),
        AddressFamily.InterNetworkV6 => address.ScopeId == 0 && IsGlobalUnicast(address) && !IsIn(Reserved6, address),
        _ => false,
    };

    private static bool IsIn(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether the address is in 2000::/3 and its interface identifier embeds no IPv4 address (RFC 5214, 6.1). All
    /// other addresses are loopback, mapped, translated, local or multicast, or not assigned. Compares bytes, because
    /// <see cref="IPNetwork.Contains"/> treats IPv4-mapped addresses specially.
    /// </summary>
    private static bool IsGlobalUnicast(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out _) && (bytes[0] & 0xe0) == 0x20
            && !(bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe);
    }
}
