using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Limits;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Limits;

/// <summary>The address that a client is counted under, with and without a proxy in front of the app.</summary>
public sealed class ClientAddressTests(Services services)
{
    private const string Proxy = "192.0.2.99";

    [Theory]
    // Front Door writes one address.
    [InlineData("X-Azure-SocketIP", 1, "203.0.113.7", "203.0.113.7")]
    [InlineData("x-azure-socketip", 1, "203.0.113.7:51234", "203.0.113.7")]
    [InlineData("X-Azure-SocketIP", 1, "2001:db8:1:2::7", "20010db800010002")]
    [InlineData("X-Azure-SocketIP", 1, "[2001:db8:1:2:ffff::1]:443", "20010db800010002")]
    [InlineData("X-Azure-SocketIP", 1, "[2001:db8:1:2:ffff::1]", "20010db800010002")]
    [InlineData("X-Azure-SocketIP", 1, "::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("X-Azure-SocketIP", 1, "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("X-Azure-SocketIP", 1, " 203.0.113.7 ", "203.0.113.7")]
    // The entries of the client stand before those of the proxies.
    [InlineData("X-Client", 2, "198.51.100.1,203.0.113.7:1,192.0.2.1:2", "203.0.113.7")]
    [InlineData("X-Client", 3, "203.0.113.7,192.0.2.1", Proxy)]
    // The worker has removed the last entry of this header.
    [InlineData("X-Forwarded-For", 1, "198.51.100.1, 203.0.113.7", Proxy)]
    [InlineData("X-Forwarded-For", 2, "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("X-Forwarded-For", 2, "198.51.100.1, 203.0.113.7:5000", "203.0.113.7")]
    [InlineData("X-Forwarded-For", 2, null, Proxy)]
    [InlineData("X-Forwarded-For", 4, "198.51.100.1, 203.0.113.7", Proxy)]
    // What is no address counts as the connecting proxy.
    [InlineData("X-Client", 1, null, Proxy)]
    [InlineData("X-Client", 1, "", Proxy)]
    [InlineData("X-Client", 1, "203.0.113.7,", Proxy)]
    [InlineData("X-Client", 1, "unknown", Proxy)]
    [InlineData("X-Client", 1, "_hidden", Proxy)]
    [InlineData("X-Client", 1, "1", Proxy)]
    [InlineData("X-Client", 1, "0x7f.1", Proxy)]
    [InlineData("X-Client", 1, "203.0.113.007", Proxy)]
    [InlineData("X-Client", 1, "203.0.113.7:99999", Proxy)]
    [InlineData("X-Client", 1, "203.0.113.7:", Proxy)]
    [InlineData("X-Client", 1, "203.0.113.256", Proxy)]
    [InlineData("X-Client", 1, "[2001:db8::1", Proxy)]
    [InlineData("X-Client", 1, "\u0661.2.3.4", Proxy)]
    [InlineData("X-Client", 1, "client.example.com", Proxy)]
    // Without the setting no header counts.
    [InlineData("", 1, "203.0.113.7", Proxy)]
    public void The_entry_of_the_outermost_trusted_proxy_counts(
        string header, int proxies, string? value, string expected)
    {
        var context = Context();
        if (value is not null)
            context.Request.Headers[header == "" ? "X-Azure-SocketIP" : header] = value;

        Assert.Equal(expected, With(header, proxies).Of(context));
    }

    [Fact]
    public void Several_headers_are_one_list_and_long_entries_are_no_addresses()
    {
        var context = Context();
        context.Request.Headers["X-Client"] = new(["198.51.100.1, 198.51.100.2", "203.0.113.7"]);
        Assert.Equal("203.0.113.7", With("X-Client", 1).Of(context));
        Assert.Equal("198.51.100.2", With("X-Client", 2).Of(context));

        context.Request.Headers["X-Client"] = $"2001:db8::1%{new string('1', 60_000)}";
        Assert.Equal(Proxy, With("X-Client", 1).Of(context));
    }

    [Fact]
    public void The_first_request_without_its_entry_is_logged_without_its_contents()
    {
        using var log = new RecordedLog();
        var (address, direct) = (With("X-Client", 2, log), With("", 1, log));
        var (good, bad) = (Context(), Context());
        good.Request.Headers["X-Client"] = "203.0.113.7, 192.0.2.1";
        bad.Request.Headers["X-Client"] = "203.0.113.7";

        Assert.Equal(("203.0.113.7", Proxy), (address.Of(good), direct.Of(bad)));
        Assert.Empty(log.All);
        Assert.Equal((Proxy, Proxy), (address.Of(bad), address.Of(bad)));

        Assert.Equal(
            "Warning: A request has no client address in the header X-Client (entry 2 from its end), so its proxy is "
            + "counted; further ones are not logged", Assert.Single(log.All));
    }

    [Fact]
    public async Task Clients_behind_a_proxy_have_buckets_of_their_own_and_the_header_is_ignored_without_the_setting()
    {
        (string, string)[] burst = [("Limits:Addresses:Burst", "3"), ("Limits:Addresses:PerMinute", "1")];
        await using var behind = await RunningApp.StartAsync(
            services, [.. burst, ("Http:ClientAddressHeader", "X-Azure-SocketIP")]);
        await using var direct = await RunningApp.StartAsync(services, burst);

        foreach (var (app, isCounted) in new[] { (behind, true), (direct, false) })
        {
            for (var count = 0; count < 3; count++)
                Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, $"203.0.113.9, 198.51.100.1:{count}"));
            var other = isCounted ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests;

            Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(app, "203.0.113.10, 198.51.100.1"));
            Assert.Equal(other, await StatusAsync(app, "198.51.100.2"));
        }
    }

    [Theory]
    [InlineData("X Forwarded", "Http:ClientAddressHeader must be the name of a header.")]
    [InlineData("X-Client:", "Http:ClientAddressHeader must be the name of a header.")]
    public async Task A_name_that_is_no_header_prevents_the_start(string header, string error)
    {
        var settings = SampleSettings.Read();
        settings["Http:ClientAddressHeader"] = header;

        await using var server = PlainServer.Build(settings);

        Assert.Equal([error], ConfigurationErrors.Of(server.Services));
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningApp app, string client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/generations");
        request.Headers.Add("X-Azure-SocketIP", client);
        using var answer = await app.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private static DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(Proxy);
        return context;
    }

    private static ClientAddress With(string header, int proxies, ILoggerFactory? log = null) => new(
        Options.Create(new HttpOptions { ClientAddressHeader = header, TrustedProxies = proxies }),
        (log ?? NullLoggerFactory.Instance).CreateLogger<ClientAddress>());
}
