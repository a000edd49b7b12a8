using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Deliveries;

/// <summary>Servers that answer slowly or never, beside those of other owners.</summary>
public sealed class SlowEndpointTests(DeliveryBench shared) : IClassFixture<DeliveryBench>
{
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(2), Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Servers_that_never_answer_delay_no_delivery_of_another_owner()
    {
        await using var engine = await shared.AnotherEngineAsync(
            ("Deliveries:MaxParallel", "8"), ("Deliveries:QuickSeconds", "60"), ("Deliveries:TimeoutSeconds", "60"));
        var bench = shared.On(engine);
        await using var silent = await OwnersServer.StartAsync();
        await using var good = await OwnersServer.StartAsync();
        silent.Answer = (_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
        List<Guid> hanging = [];
        for (var number = 0; number < 30; number++)
            hanging.Add(await EndpointWithEventAsync(bench, silent.Url));
        // They have failed before.
        await engine.ExecuteAsync("update webhook_endpoints set quick = false");
        using var stop = new CancellationTokenSource();
        var sending = hanging.Select(id => engine.Get<SendDeliveries>().RunAsync(id, stop.Token)).ToList();
        await silent.ReceivesAsync(4);
        await Eventually.BecomesTrueAsync(() => sending.Count(one => one.IsCompleted) == hanging.Count - 4);

        var other = await EndpointWithEventAsync(bench, good.Url);
        await bench.SendAsync(other);

        Assert.Single(good.Received);
        Assert.Equal(4, silent.Received.Length);
        Assert.Equal(4, sending.Count(one => !one.IsCompleted));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(sending));
    }

    [Fact]
    public async Task A_server_that_answers_late_has_the_whole_time_from_its_second_try_on()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var engine = await shared.AnotherEngineAsync(
            adjust => adjust.AddSingleton<TimeProvider>(clock), ("Deliveries:QuickSeconds", $"{Quick.TotalSeconds}"));
        var bench = shared.On(engine);
        await using var server = await OwnersServer.StartAsync();
        var late = new TaskCompletionSource();
        server.Answer = (_, response) => late.Task.WaitAsync(response.HttpContext.RequestAborted);
        var owner = await bench.OwnerAsync();
        var endpoint = (await bench.EndpointAsync(owner, server.Url)).Endpoint.Id;
        await bench.TestEventAsync(owner, endpoint);

        var sending = bench.SendAsync(endpoint);
        await server.ReceivesAsync(1);
        clock.Advance(Quick);
        await sending.WaitAsync(Deadline);
        Assert.Equal("timed_out", Assert.Single(await bench.DeliveriesAsync(owner, endpoint)).Error);
        var again = bench.RetryAsync(endpoint);
        await server.ReceivesAsync(2);
        // The time of a first try would end here.
        clock.Advance(Quick + TimeSpan.FromSeconds(1));
        late.SetResult();
        await again.WaitAsync(Deadline);

        Assert.Equal("succeeded", Assert.Single(await bench.DeliveriesAsync(owner, endpoint)).Status);
        Assert.False(await engine.QueryAsync<bool>(
            "select quick from webhook_endpoints where id = @endpoint", new { endpoint }));
    }

    private static async Task<Guid> EndpointWithEventAsync(DeliveryBench bench, Uri url)
    {
        var owner = await bench.OwnerAsync();
        var endpoint = (await bench.EndpointAsync(owner, url)).Endpoint.Id;
        await bench.TestEventAsync(owner, endpoint);
        return endpoint;
    }
}
