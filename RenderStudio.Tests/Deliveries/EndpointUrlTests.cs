using RenderStudio.Core.Deliveries;

namespace RenderStudio.Tests.Deliveries;

/// <summary>Addresses as an owner may write them, and as an attacker does.</summary>
public sealed class EndpointUrlTests
{
    [Theory]
    [InlineData("https://hooks.example.com/render?key=a%20b", "https://hooks.example.com/render?key=a%20b")]
    [InlineData("https://hooks.example.com", "https://hooks.example.com/")]
    [InlineData("HTTPS://Hooks.Example.COM:443/", "https://hooks.example.com/")]
    [InlineData("https://hooks.example.com:8443/a", "https://hooks.example.com:8443/a")]
    [InlineData("https://8.8.8.8/", "https://8.8.8.8/")]
    [InlineData("https://[2606:4700::1111]:8443/", "https://[2606:4700::1111]:8443/")]
    [InlineData("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example/")]
    [InlineData("https://xn--mnchen-3ya.example/ä?ü=ß", "https://xn--mnchen-3ya.example/%C3%A4?%C3%BC=%C3%9F")]
    [InlineData("https://a_b.example.com/", "https://a_b.example.com/")]
    public void A_public_address_is_accepted_and_stored_in_ASCII(string text, string stored)
    {
        var read = EndpointUrl.Read(text, allowLoopback: false);

        Assert.False(read.Failed(out var problem, out var url), problem?.Message);
        Assert.Equal(stored, url!.AbsoluteUri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hooks.example.com")]
    [InlineData("/relative")]
    [InlineData("http://hooks.example.com/")]
    [InlineData("ftp://hooks.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://hooks.example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https:hooks.example.com")]
    [InlineData("https:/hooks.example.com")]
    [InlineData("https:///hooks.example.com")]
    [InlineData("https://")]
    [InlineData("https://:443/")]
    // User info, also where parsers disagree about it.
    [InlineData("https://user@hooks.example.com/")]
    [InlineData("https://user:password@hooks.example.com/")]
    [InlineData("https://@hooks.example.com/")]
    [InlineData("https://hooks.example.com@127.0.0.1/")]
    [InlineData("https://hooks.example.com:443@127.0.0.1/")]
    [InlineData("https://127.0.0.1\\@hooks.example.com/")]
    [InlineData("https://hooks.example.com\\@127.0.0.1/")]
    [InlineData("https://hooks.example.com#@127.0.0.1/")]
    [InlineData("https://hooks.example.com/#part")]
    // White space and control characters.
    [InlineData(" https://hooks.example.com/")]
    [InlineData("https://hooks.example.com/ ")]
    [InlineData("https://hooks .example.com/")]
    [InlineData("https://hooks\t.example.com/")]
    [InlineData("https://hooks.example.com/a\r\nX: y")]
    [InlineData("https://hooks.example.com/\0")]
    [InlineData("https://hooks\u00a0.example.com/")]
    [InlineData("https://hooks\u3000.example.com/")]
    // Ports.
    [InlineData("https://hooks.example.com:0/")]
    [InlineData("https://hooks.example.com:22/")]
    [InlineData("https://hooks.example.com:25/")]
    [InlineData("https://hooks.example.com:80/")]
    [InlineData("https://hooks.example.com:1023/")]
    [InlineData("https://hooks.example.com:3306/")]
    [InlineData("https://hooks.example.com:5432/")]
    [InlineData("https://hooks.example.com:6379/")]
    [InlineData("https://hooks.example.com:6667/")]
    [InlineData("https://hooks.example.com:11211/")]
    [InlineData("https://hooks.example.com:65536/")]
    [InlineData("https://hooks.example.com:443:80/")]
    [InlineData("https://hooks.example.com:4 43/")]
    // Names of this machine and of local networks.
    [InlineData("https://localhost/")]
    [InlineData("https://LOCALHOST/")]
    [InlineData("https://localhost./")]
    [InlineData("https://a.localhost/")]
    [InlineData("https://ip6-localhost/")]
    [InlineData("https://intranet/")]
    [InlineData("https://printer.local/")]
    [InlineData("https://metadata.google.internal/")]
    [InlineData("https://metadata.google.internal./")]
    [InlineData("https://router.lan/")]
    [InlineData("https://nas.home.arpa/")]
    [InlineData("https://1.0.0.127.in-addr.arpa/")]
    [InlineData("https://abc.onion/")]
    [InlineData("https://ｌｏｃａｌｈｏｓｔ/")]
    // Hosts with a trailing dot.
    [InlineData("https://hooks.example.com./")]
    [InlineData("https://hooks.example.com../")]
    [InlineData("https://127.0.0.1./")]
    [InlineData("https://169.254.169.254./")]
    [InlineData("https://8.8.8.8./")]
    // Spellings of IPv4 addresses.
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://127.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f000001/")]
    [InlineData("https://0x7f.0.0.1/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://017700000001/")]
    [InlineData("https://127.0.0.01/")]
    [InlineData("https://0/")]
    [InlineData("https://0.0.0.0/")]
    [InlineData("https://00.0.0.0/")]
    [InlineData("https://134744072/")] // 8.8.8.8 in decimal
    [InlineData("https://0x8.0x8.0x8.0x8/")]
    [InlineData("https://010.010.010.010/")]
    [InlineData("https://8.8.2056/")]
    [InlineData("https://256.1.1.1/")]
    [InlineData("https://1.2.3.4.5/")]
    [InlineData("https://example.0x7f/")]
    [InlineData("https://example.127/")]
    [InlineData("https://①②⑦.⓪.⓪.①/")]
    [InlineData("https://１２７.０.０.１/")]
    [InlineData("https://127。0。0。1/")]
    [InlineData("https://%31%32%37.0.0.1/")]
    [InlineData("https://127%2e0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://10.0.0.1:8443/")]
    // Spellings of IPv6 addresses.
    [InlineData("https://[::1]/")]
    [InlineData("https://[::]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://[::ffff:7f00:1]/")]
    [InlineData("https://[::ffff:8.8.8.8]/")]
    [InlineData("https://[::127.0.0.1]/")]
    [InlineData("https://[64:ff9b::7f00:1]/")]
    [InlineData("https://[2002:7f00:1::]/")]
    [InlineData("https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://[fe80::1%eth0]/")]
    [InlineData("https://[2606:4700::1111%251]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://[::1/")]
    [InlineData("https://::1/")]
    [InlineData("https://[127.0.0.1]/")]
    [InlineData("https://[v1.a]/")]
    // Other letters than ASCII.
    [InlineData("https://münchen.example/")]
    [InlineData("https://exam\u200bple.com/")]
    [InlineData("https://exam\u00adple.com/")]
    [InlineData("https://example\uff0ecom/")]
    [InlineData("https://xn--.example.com/")]
    // Hosts that are not names.
    [InlineData("https://hooks..example.com/")]
    [InlineData("https://.example.com/")]
    [InlineData("https://-a.example.com/")]
    [InlineData("https://a-.example.com/")]
    [InlineData("https://a*b.example.com/")]
    [InlineData("https://hooks.example.com%00.evil.test/")]
    [InlineData("https://hooks.example.com%2f.evil.test/")]
    [InlineData("https://hooks,example.com/")]
    public void An_address_that_is_not_public_or_not_plain_is_rejected(string text)
    {
        Assert.True(EndpointUrl.Read(text, allowLoopback: false).Failed(out var problem, out _), text);
        Assert.Equal("url", Assert.Single(problem!.Errors!).Key);
    }

    [Fact]
    public void Every_special_purpose_address_is_rejected_as_a_host()
    {
        var wrong = SpecialAddresses.All.Where(one => EndpointUrl.Read(
            $"https://{(one.Address.ToString() is var text && text.Contains(':') ? $"[{text}]" : text)}:8443/",
            allowLoopback: false).Failed(out _, out _) == one.IsPublic);

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000/hook", true)]
    [InlineData("http://localhost:9000/hook", true)]
    [InlineData("https://[::1]:9000/hook", true)]
    [InlineData("http://127.1:9000/hook", false)]
    [InlineData("http://10.0.0.1:9000/hook", false)]
    [InlineData("http://hooks.example.com/", false)]
    [InlineData("http://user@127.0.0.1:9000/", false)]
    public void Addresses_of_this_machine_are_accepted_only_with_the_setting(string text, bool accepted)
    {
        Assert.Equal(!accepted, EndpointUrl.Read(text, allowLoopback: true).Failed(out _, out _));
        Assert.True(EndpointUrl.Read(text, allowLoopback: false).Failed(out _, out _));
    }

    [Fact]
    public void An_address_longer_than_2000_characters_is_rejected()
    {
        const string start = "https://hooks.example.com/";

        Assert.False(EndpointUrl.Read(start + new string('a', 2000 - start.Length), false).Failed(out _, out _));
        Assert.True(EndpointUrl.Read(start + new string('a', 2001 - start.Length), false).Failed(out _, out _));
    }

    [Fact]
    public void No_mutation_of_an_address_causes_an_exception_or_reaches_a_local_host()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] starts = ["https://127.0.0.1/", "https://[::1]:8443/", "https://localhost/", "https://10.0.0.1/a"];
        const string letters = "0123456789abcdefx.:[]@%/\\?#-_ \t\u200b\u00ad。．①ａ\ud800";
        for (var round = 0; round < 10_000; round++)
        {
            var text = starts[round % starts.Length].ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
                text.Insert(random.Next(8, text.Count), letters[random.Next(letters.Length)]);
            var written = string.Concat(text);

            if (EndpointUrl.Read(written, allowLoopback: false).Failed(out _, out var url))
                continue;
            Assert.True(
                !System.Net.IPAddress.TryParse(url!.IdnHost, out var address) || InternetAddress.IsPublic(address),
                $"{written} (seed {seed})");
            Assert.True(url.IdnHost.Contains('.') || url.IdnHost.Contains(':'), $"{written} (seed {seed})");
        }
    }
}
