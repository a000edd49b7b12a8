using System.Diagnostics;
using System.Net;
using RenderStudio.Core.Deliveries;

namespace RenderStudio.Tests.Deliveries;

public sealed class InternetAddressTests
{
    [Fact]
    public void Addresses_at_the_edges_of_every_special_purpose_block_are_told_apart()
    {
        Assert.True(SpecialAddresses.All.Count >= 900, $"Only {SpecialAddresses.All.Count} addresses.");
        Assert.True(SpecialAddresses.All.Count(one => one.IsPublic) > 30);
        Assert.DoesNotContain(
            SpecialAddresses.All, one => InternetAddress.IsPublic(one.Address) != one.IsPublic);
    }

    [Fact]
    public void Random_addresses_are_told_apart_as_by_bit_masks()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[round % 2 == 0 ? 4 : 16];
            random.NextBytes(bytes);
            if (bytes.Length == 16 && round % 4 == 1)
                bytes[0] = (byte)(0x20 | (bytes[0] & 0x1f)); // global unicast, of which most are public
            var address = new IPAddress(bytes);

            Assert.True(
                SpecialAddresses.IsPublic(address) == InternetAddress.IsPublic(address), $"{address} (seed {seed})");
        }
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("93.184.215.14", true)]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", true)]
    [InlineData("169.254.169.254", false)] // metadata of Azure, AWS and Google Cloud
    [InlineData("100.100.100.200", false)] // metadata of Alibaba Cloud
    [InlineData("fd00:ec2::254", false)] // metadata of AWS
    [InlineData("168.63.129.16", false)] // platform services of Azure
    [InlineData("fe80::1%2", false)]
    public void Well_known_addresses_are_told_apart(string address, bool isPublic) =>
        Assert.Equal(isPublic, InternetAddress.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public void An_address_is_checked_within_ten_microseconds_on_average()
    {
        var addresses = SpecialAddresses.All.Select(one => one.Address).ToArray();
        var found = addresses.Count(InternetAddress.IsPublic);
        var since = Stopwatch.GetTimestamp();
        for (var round = 0; round < 100; round++)
            found += addresses.Count(InternetAddress.IsPublic);

        var each = Stopwatch.GetElapsedTime(since) / (100.0 * addresses.Length);
        Assert.True(found > 0 && each < TimeSpan.FromMicroseconds(10), $"{each.TotalMicroseconds:0.00} µs");
    }
}
