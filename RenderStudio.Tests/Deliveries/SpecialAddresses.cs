using System.Net;
using System.Numerics;

namespace RenderStudio.Tests.Deliveries;

/// <summary>
/// Addresses at the edges of the special-purpose blocks, alone and within IPv6 addresses that contain an IPv4 address.
/// Computed by bit masks, independently of the product.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly string[] Blocks4 =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",
        "240.0.0.0/4",
    ];

    private static readonly string[] Blocks6 =
    [
        "::/96", "::/128", "::1/128", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
        "100:0:0:1::/64", "2001::/23", "2001::/32", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        "5f00::/16", "fc00::/7", "fd00:ec2::254/128", "fe80::/10", "fec0::/10", "ff00::/8", "4000::/2", "8000::/1",
        "1000::/4",
    ];

    /// <summary>Every address with whether it is public.</summary>
    public static IReadOnlyList<(IPAddress Address, bool IsPublic)> All { get; } =
        [.. Edges().Concat(Embedded()).DistinctBy(one => one.Item1)];

    /// <summary>Whether an address is public, by comparing bits with each block.</summary>
    public static bool IsPublic(IPAddress address)
    {
        var bits = Bits(address);
        if (bits.Length == 32)
            return !Blocks4.Any(block => IsWithin(bits, block));
        return bits.StartsWith("001", StringComparison.Ordinal) && !Blocks6.Any(block => IsWithin(bits, block))
            && !IsIsatap(bits);
    }

    // Bit 70 tells local from universal identifiers.
    private static bool IsIsatap(string bits) =>
        bits[64..70] == "000000" && bits[71..96] == $"{0:B9}{0x5efe:B16}";

    private static IEnumerable<(IPAddress, bool)> Edges() =>
        from block in Blocks4.Concat(Blocks6)
        let first = Number(Bits(IPAddress.Parse(block.Split('/')[0])))
        let width = Bits(IPAddress.Parse(block.Split('/')[0])).Length
        let size = BigInteger.One << (width - int.Parse(block.Split('/')[1]))
        from offset in new[] { -1, 0, 1, size / 2, size - 2, size - 1, size, size + 1 }
        let number = first + offset
        where number >= 0 && number < BigInteger.One << width
        let address = Address(number, width)
        select (address, IsPublic(address));

    // An IPv6 address that contains an IPv4 address is never public, not even with a public one.
    private static IEnumerable<(IPAddress, bool)> Embedded() =>
        from inner in Edges().Select(edge => edge.Item1).Append(IPAddress.Parse("93.184.215.14"))
        where inner.GetAddressBytes().Length == 4
        let four = inner.GetAddressBytes()
        let hex = Convert.ToHexStringLower(four)
        let flipped = Convert.ToHexStringLower([.. four.Select(part => (byte)~part)])
        from text in (string[])
        [
            $"::ffff:{hex[..4]}:{hex[4..]}", $"::{hex[..4]}:{hex[4..]}", $"::ffff:0:{hex[..4]}:{hex[4..]}",
            $"64:ff9b::{hex[..4]}:{hex[4..]}", $"64:ff9b:1::{hex[..4]}:{hex[4..]}", $"2002:{hex[..4]}:{hex[4..]}::1",
            $"2001:0:4136:e378:8000:63bf:{flipped[..4]}:{flipped[4..]}", $"fe80::5efe:{hex[..4]}:{hex[4..]}",
            $"2607:f8b0:4004:800:0:5efe:{hex[..4]}:{hex[4..]}", $"2607:f8b0:4004:800:200:5efe:{hex[..4]}:{hex[4..]}",
        ]
        select (IPAddress.Parse(text), false);

    private static bool IsWithin(string bits, string block)
    {
        var (start, length) = (Bits(IPAddress.Parse(block.Split('/')[0])), int.Parse(block.Split('/')[1]));
        return start.Length == bits.Length && bits[..length] == start[..length];
    }

    private static string Bits(IPAddress address) =>
        string.Concat(address.GetAddressBytes().Select(part => Convert.ToString(part, 2).PadLeft(8, '0')));

    private static BigInteger Number(string bits) =>
        bits.Aggregate(BigInteger.Zero, (sum, bit) => (sum * 2) + (bit - '0'));

    private static IPAddress Address(BigInteger number, int width)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new([.. new byte[(width / 8) - bytes.Length], .. bytes]);
    }
}
