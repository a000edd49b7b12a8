using System.Net;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Instances;

/// <summary>
/// An instance can have acted on a request that it received, so the request is never sent a second time.
/// </summary>
public sealed class DeliveredOnceTests
{
    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", null)]
    [InlineData("POST", "a body")]
    [InlineData("DELETE", null)]
    public async Task A_request_whose_instance_closes_without_an_answer_is_502(string method, string? body)
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        // The requests before ensure that a used connection is reused.
        for (var i = 0; i < 4; i++)
            await hosts.Client.GetAsync("/hello");

        using var answer = await SendAsync(hosts, method, "/close", body);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Single(hosts.Arrivals(), arrival => arrival.Url == "/close");
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", "a body")]
    public async Task The_first_request_on_a_connection_is_not_repeated_either(string method, string? body)
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);

        using var answer = await SendAsync(hosts, method, "/close", body);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Single(hosts.Arrivals());
    }

    [Fact]
    public async Task A_request_that_expects_to_be_asked_for_its_body_is_not_repeated()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/close") { Content = new StringContent("a body") };
        request.Headers.ExpectContinue = true;

        using var answer = await hosts.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Single(hosts.Arrivals());
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("POST", null)]
    [InlineData("POST", "a body")]
    public async Task A_request_in_flight_in_a_killed_instance_is_502(string method, string? body)
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);
        var sending = SendAsync(hosts, method, "/hang", body);
        var seen = await Eventually.BecomesAsync(() => Task.FromResult(hosts.Requests()), all => all.Length == 1);

        hosts.Pool.Kill(seen[0].Instance);

        using var answer = await sending;
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        await hosts.BecomesReadyAsync(seen[0].Instance);
        Assert.Single(hosts.Arrivals());
    }

    [Fact]
    public async Task A_request_that_ends_its_host_is_502_and_reaches_no_other()
    {
        await using var hosts = await FakeHosts.StartAsync(count: 2);

        using var answer = await SendAsync(hosts, "GET", "/die", null);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        await hosts.Pool.Failed.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Single(hosts.Arrivals());
    }

    private static async Task<HttpResponseMessage> SendAsync(FakeHosts hosts, string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body);
        return await hosts.Client.SendAsync(request);
    }
}
