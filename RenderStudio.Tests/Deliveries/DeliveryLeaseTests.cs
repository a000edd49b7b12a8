using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Deliveries;

/// <summary>Workers that share an endpoint, and endpoints that are disabled.</summary>
public sealed class DeliveryLeaseTests(DeliveryBench bench) : IClassFixture<DeliveryBench>, IAsyncLifetime
{
    private readonly Engine engine = bench.Engine;
    private ServedOwner owner = null!;

    public async ValueTask InitializeAsync() => owner = await ServedOwner.CreateAsync(bench);

    public ValueTask DisposeAsync() => owner.DisposeAsync();

    [Fact]
    public async Task An_endpoint_receives_one_delivery_at_a_time()
    {
        var (endpoint, _) = await owner.EndpointAsync();
        for (var number = 0; number < 4; number++)
            await bench.TestEventAsync(owner.Id, endpoint);
        var free = new TaskCompletionSource();
        owner.Server.Answer = (_, _) => free.Task;
        var first = bench.SendAsync(endpoint);
        await owner.Server.ReceivesAsync(1);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bench.SendAsync(endpoint)));

        Assert.Single(owner.Server.Received);
        free.SetResult();
        await first;
        for (var message = 0; message < 4 && owner.Server.Received.Length < 4; message++)
            await bench.SendAsync(endpoint);
        Assert.Equal(4, owner.Server.Received.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_records_nothing()
    {
        var endpoint = await owner.EndpointWithEventAsync();
        owner.Server.Answer = async (_, _) => await engine.ExecuteAsync(
            "update webhook_endpoints set lease_token = gen_random_uuid() where id = @endpoint", new { endpoint });

        await bench.SendAsync(endpoint);

        var delivery = await owner.OnlyAsync(endpoint);
        Assert.Equal(("pending", 1, null), (delivery.Status, delivery.Attempts, delivery.ResponseStatus));
    }

    [Fact]
    public async Task A_worker_that_dies_is_replaced_when_its_lease_expires()
    {
        var endpoint = await owner.EndpointWithEventAsync();
        var claims = engine.Get<DeliveryClaimStore>();
        var dead = (await claims.TakeAsync(endpoint, default))!;
        Assert.Equal(1, (await claims.NextAsync(dead, default))!.Attempts);

        await bench.SendAsync(endpoint);
        Assert.Empty(owner.Server.Received);
        await engine.ExecuteAsync(
            """
            update webhook_endpoints set lease_until = now() where id = @endpoint;
            update deliveries set next_try_at = now() - interval '1 minute' where endpoint_id = @endpoint
            """, new { endpoint });
        Assert.Contains(endpoint, await engine.Get<DueEndpointStore>().OverdueAsync(3, default));
        await bench.SendAsync(endpoint);

        var ended = await owner.OnlyAsync(endpoint);
        Assert.Equal(("succeeded", 2), (ended.Status, ended.Attempts));
    }

    [Fact]
    public async Task An_endpoint_with_nothing_but_failures_for_three_days_is_disabled_and_the_owners_others_report_it()
    {
        await using var other = await OwnersServer.StartAsync();
        var (endpoint, _) = await owner.EndpointAsync();
        var reporting = (await bench.EndpointAsync(owner.Id, other.Url, "endpoint.disabled")).Endpoint.Id;
        await bench.TestEventAsync(owner.Id, endpoint);
        await bench.TestEventAsync(owner.Id, endpoint);
        owner.Server.Respond(500);
        await bench.SendAsync(endpoint);
        Assert.NotNull((await bench.ReadAsync(owner.Id, endpoint)).FailingSince);
        await engine.ExecuteAsync(
            """
            update webhook_endpoints set failing_since = now() - interval '73 hours' where id = @endpoint;
            update deliveries set attempts = 7 where id = (
                select id from deliveries where endpoint_id = @endpoint and attempts = 1 limit 1)
            """, new { endpoint });
        await Eventually.BecomesTrueAsync(async () =>
        {
            await bench.RetryAsync(endpoint);
            return !(await bench.ReadAsync(owner.Id, endpoint)).Enabled;
        });
        await bench.SendAsync(reporting);

        var disabled = await bench.ReadAsync(owner.Id, endpoint);
        Assert.Equal((false, "failures"), (disabled.Enabled, disabled.DisabledReason));
        Assert.NotNull(disabled.DisabledAt);
        Assert.All(await bench.DeliveriesAsync(owner.Id, endpoint), one => Assert.Equal("failed", one.Status));
        var report = Assert.Single(other.Received).Json;
        Assert.Equal("endpoint.disabled", report.GetProperty("type").GetString());
        Assert.Equal($"{endpoint}", report.GetProperty("data").GetProperty("endpointId").GetString());
        Assert.Equal("failures", report.GetProperty("data").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_success_within_the_three_days_keeps_an_endpoint_enabled()
    {
        var endpoint = await owner.EndpointWithEventAsync();
        owner.Server.Respond(500);
        await bench.SendAsync(endpoint);
        await engine.ExecuteAsync(
            "update webhook_endpoints set failing_since = now() - interval '5 days' where id = @endpoint",
            new { endpoint });
        owner.Server.Respond(200);
        await bench.RetryAsync(endpoint);

        Assert.Null((await bench.ReadAsync(owner.Id, endpoint)).FailingSince);
        await bench.TestEventAsync(owner.Id, endpoint);
        owner.Server.Respond(500);
        for (var tries = 0; tries < 8; tries++)
            await bench.RetryAsync(endpoint);
        Assert.True((await bench.ReadAsync(owner.Id, endpoint)).Enabled);
    }

    [Fact]
    public async Task A_server_that_answers_410_is_disabled_at_once()
    {
        var endpoint = await owner.EndpointWithEventAsync();
        owner.Server.Respond(410, "no more");

        await bench.SendAsync(endpoint);

        var disabled = await bench.ReadAsync(owner.Id, endpoint);
        Assert.Equal((false, "gone"), (disabled.Enabled, disabled.DisabledReason));
        var ended = await owner.OnlyAsync(endpoint);
        Assert.Equal(("failed", 410), (ended.Status, ended.ResponseStatus));
    }
}
