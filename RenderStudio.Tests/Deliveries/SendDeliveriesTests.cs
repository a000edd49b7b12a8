using System.Net;
using System.Net.Sockets;
using System.Text;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Deliveries;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Deliveries;

/// <summary>What an owner's server receives, and what is recorded about it.</summary>
public sealed class SendDeliveriesTests(DeliveryBench bench) : IClassFixture<DeliveryBench>, IAsyncLifetime
{
    private readonly Engine engine = bench.Engine;
    private OwnersServer server = null!;
    private Guid owner;

    public async ValueTask InitializeAsync()
    {
        server = await OwnersServer.StartAsync();
        owner = await bench.OwnerAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_delivery_is_valid_for_both_official_libraries_and_contains_the_event()
    {
        var (endpoint, secret) = await EndpointAsync();
        var delivery = await bench.TestEventAsync(owner, endpoint);

        await bench.SendAsync(endpoint);

        var received = Assert.Single(server.Received);
        Assert.True(OfficialVerifiers.ByNuGet(secret, received));
        Assert.Equal([$"valid endpoint.test {delivery.EventId}"], await OfficialVerifiers.ByNpmAsync((secret, received)));
        Assert.Equal($"{delivery.EventId}", received.Id);
        Assert.Equal(
            $$$"""{"type":"endpoint.test","id":"{{{delivery.EventId}}}","occurredAt":""",
            received.Body[..received.Body.IndexOf(":\"20", StringComparison.Ordinal)] + ":");
        Assert.EndsWith($$$""","data":{"endpointId": "{{{endpoint}}}"}}""", received.Body);
        Assert.Equal("application/json", received.Headers["Content-Type"]);
        Assert.StartsWith("RenderStudio/", received.Headers["User-Agent"]);
        Assert.False(received.Headers.ContainsKey("Cookie"));
        Assert.False(received.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_delivery_that_is_changed_is_invalid_for_both_official_libraries()
    {
        var (endpoint, secret) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        await bench.SendAsync(endpoint);
        var real = Assert.Single(server.Received);
        ReceivedEvent[] forged =
        [
            real with { Body = real.Body + " " },
            real with { Id = $"{Guid.NewGuid()}" },
            real with { Timestamp = $"{long.Parse(real.Timestamp) + 1}" },
            real with { Signature = real.Signature[..^4] + "AAA=" },
        ];

        Assert.All(forged, one => Assert.False(OfficialVerifiers.ByNuGet(secret, one)));
        Assert.All(
            await OfficialVerifiers.ByNpmAsync([.. forged.Select(one => (secret, one)), (EndpointSecrets.Generate(), real)]),
            line => Assert.StartsWith("invalid", line));
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_verify_a_delivery_until_the_old_one_expires()
    {
        var (endpoint, old) = await EndpointAsync();
        var rotated = (await engine.Get<RotateSecret>().RunAsync(endpoint, new(owner), default)).Value!;

        await bench.TestEventAsync(owner, endpoint);
        await bench.SendAsync(endpoint);
        var during = Assert.Single(server.Received);
        await engine.ExecuteAsync(
            "update webhook_endpoints set previous_until = now() where id = @endpoint", new { endpoint });
        await bench.TestEventAsync(owner, endpoint);
        await bench.SendAsync(endpoint);
        var after = server.Received[1];

        Assert.InRange((rotated.Endpoint.PreviousSecretExpiresAt!.Value - rotated.Endpoint.CreatedAt).TotalHours, 23.9, 24.1);
        Assert.True(OfficialVerifiers.ByNuGet(rotated.Secret, during) && OfficialVerifiers.ByNuGet(rotated.Secret, after));
        Assert.Equal(
            [true, false], new[] { during, after }.Select(one => OfficialVerifiers.ByNuGet(old, one)));
        var lines = await OfficialVerifiers.ByNpmAsync(
            (old, during), (rotated.Secret, during), (old, after), (rotated.Secret, after));
        Assert.Equal([true, true, false, true], lines.Select(line => line.StartsWith("valid")));
    }

    [Theory]
    [InlineData(200, "succeeded")]
    [InlineData(201, "succeeded")]
    [InlineData(204, "succeeded")]
    [InlineData(299, "succeeded")]
    [InlineData(302, "pending")]
    [InlineData(400, "pending")]
    [InlineData(401, "pending")]
    [InlineData(404, "pending")]
    [InlineData(429, "pending")]
    [InlineData(500, "pending")]
    [InlineData(503, "pending")]
    public async Task A_status_of_2xx_ends_a_delivery_and_any_other_one_leads_to_another_try(int status, string expected)
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        server.Answer = (_, response) =>
        {
            response.StatusCode = status;
            return Task.CompletedTask;
        };

        await bench.SendAsync(endpoint);

        var delivery = await OnlyAsync(endpoint);
        Assert.Equal((expected, 1, status), (delivery.Status, delivery.Attempts, delivery.ResponseStatus));
        Assert.Equal(expected == "pending", delivery.NextTryAt is not null);
        Assert.Equal(expected == "pending", delivery.FinishedAt is null);
        Assert.Null(delivery.Error);
    }

    [Fact]
    public async Task A_delivery_is_tried_eight_times_with_the_same_id_and_body_and_then_fails()
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        server.Respond(500, "later");
        List<double> waits = [];
        for (var tries = 1; tries <= 10; tries++)
        {
            await bench.RetryAsync(endpoint);
            var now = await OnlyAsync(endpoint);
            if (now is { NextTryAt: { } next, LastTryAt: { } last })
                waits.Add((next - last).TotalSeconds);
        }

        var ended = await OnlyAsync(endpoint);
        Assert.Equal(("failed", 8, 500, "later"), (ended.Status, ended.Attempts, ended.ResponseStatus, ended.ResponseBody));
        Assert.Equal(8, server.Received.Length);
        Assert.Single(server.Received.Select(one => (one.Id, one.Body)).Distinct());
        Assert.Equal(7, waits.Count);
        Assert.Equal(waits.Order(), waits);
        Assert.InRange(waits[0], 4, 30);
        Assert.InRange(waits[6], 10 * 3600, 14 * 3600);
        Assert.True((await bench.ReadAsync(owner, endpoint)).Enabled); // it began to fail only now
    }

    [Fact]
    public async Task The_first_kilobyte_of_a_response_is_kept_as_readable_text()
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        server.Answer = async (_, response) =>
        {
            response.StatusCode = 500;
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes("a\0b\x1b[31m\n" + new string('ä', 100_000)));
        };

        await bench.SendAsync(endpoint);

        var body = (await OnlyAsync(endpoint)).ResponseBody!;
        Assert.StartsWith("ab[31m\nää", body);
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 1000, 1024);
        Assert.DoesNotContain('\uFFFD', body);
    }

    [Theory]
    [InlineData("endless body")]
    [InlineData("stalled body")]
    public async Task The_status_decides_although_the_body_does_not_end(string kind)
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        server.Answer = async (_, response) =>
        {
            await response.WriteAsync("ok");
            await response.Body.FlushAsync();
            if (kind == "stalled body")
                await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);
            else
                while (!response.HttpContext.RequestAborted.IsCancellationRequested)
                    await response.WriteAsync(new string('x', 1000));
        };

        await bench.SendAsync(endpoint);

        Assert.Equal(("succeeded", 200), (await OnlyAsync(endpoint) is var ended ? ended.Status : "", ended.ResponseStatus));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut off", "succeeded", null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", "succeeded", null)]
    [InlineData("HTTP/1.1 200", "pending", "invalid_response")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "pending", "invalid_response")]
    [InlineData("", "pending", "invalid_response")]
    public async Task A_response_that_breaks_off_counts_by_its_status(string response, string status, string? error)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = (await bench.EndpointAsync(owner, new($"http://{listener.LocalEndpoint}/"))).Endpoint.Id;
        await bench.TestEventAsync(owner, endpoint);

        var sending = bench.SendAsync(endpoint);
        using (var client = await listener.AcceptTcpClientAsync())
        {
            var request = new byte[10_000];
            var length = 0;
            while (!Encoding.ASCII.GetString(request, 0, length).EndsWith("}}", StringComparison.Ordinal))
                length += await client.GetStream().ReadAsync(request.AsMemory(length));
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(response));
        }

        await sending;

        var delivery = await OnlyAsync(endpoint);
        Assert.Equal((status, error), (delivery.Status, delivery.Error));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_has_timed_out_and_a_closed_port_is_unreachable()
    {
        await using var impatient = await bench.AnotherEngineAsync(("Deliveries:QuickSeconds", "1"));
        var silent = bench.On(impatient);
        var one = await silent.OwnerAsync();
        var hanging = (await silent.EndpointAsync(one, server.Url)).Endpoint.Id;
        var closed = (await silent.EndpointAsync(one, new("http://127.0.0.1:9/"))).Endpoint.Id;
        await silent.TestEventAsync(one, hanging);
        await silent.TestEventAsync(one, closed);
        server.Answer = (_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);

        await silent.SendAsync(hanging);
        await silent.SendAsync(closed);

        var (first, second) = (
            (await silent.DeliveriesAsync(one, hanging)).Single(), (await silent.DeliveriesAsync(one, closed)).Single());
        Assert.Equal(("pending", "timed_out", null), (first.Status, first.Error, first.ResponseStatus));
        Assert.Equal(("pending", "unreachable", null), (second.Status, second.Error, second.ResponseStatus));
    }

    [Fact]
    public async Task An_endpoint_receives_one_delivery_at_a_time()
    {
        var (endpoint, _) = await EndpointAsync();
        for (var number = 0; number < 6; number++)
            await bench.TestEventAsync(owner, endpoint);
        var (now, most) = (0, 0);
        server.Answer = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
        };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.SendAsync(endpoint)));
        await bench.SendAsync(endpoint);

        Assert.Equal((6, 1), (server.Received.Length, most));
        Assert.Equal(6, server.Received.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_records_nothing()
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        server.Answer = async (_, _) => await engine.ExecuteAsync(
            "update webhook_endpoints set lease_token = gen_random_uuid() where id = @endpoint", new { endpoint });

        await bench.SendAsync(endpoint);

        var delivery = await OnlyAsync(endpoint);
        Assert.Equal(("pending", 1, null), (delivery.Status, delivery.Attempts, delivery.ResponseStatus));
    }

    [Fact]
    public async Task A_worker_that_dies_is_replaced_when_its_lease_expires()
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        var claims = engine.Get<DeliveryClaimStore>();
        var dead = (await claims.TakeAsync(endpoint, default))!;
        Assert.Equal(1, (await claims.NextAsync(dead, default))!.Attempts);

        await bench.SendAsync(endpoint);
        Assert.Empty(server.Received);
        await engine.ExecuteAsync(
            """
            update webhook_endpoints set lease_until = now() where id = @endpoint;
            update deliveries set next_try_at = now() - interval '1 minute' where endpoint_id = @endpoint
            """, new { endpoint });
        Assert.Contains(endpoint, await engine.Get<DueEndpointStore>().OverdueAsync(3, default));
        await bench.SendAsync(endpoint);

        Assert.Equal(("succeeded", 2), (await OnlyAsync(endpoint) is var ended ? ended.Status : "", ended.Attempts));
    }

    [Fact]
    public async Task The_reconciler_sends_the_message_of_an_overdue_delivery_and_ends_one_without_tries_left()
    {
        var (endpoint, _) = await EndpointAsync();
        var (used, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        await bench.TestEventAsync(owner, used);
        await engine.ExecuteAsync(
            """
            update deliveries set next_try_at = now() - interval '1 minute' where endpoint_id = any(@both);
            update deliveries set attempts = 8 where endpoint_id = @used
            """, new { both = new[] { endpoint, used }, used });

        Assert.True(await engine.Get<RepairDeliveries>().RunOnceAsync(default) >= 1);

        Assert.Contains(endpoint, await MessagesAsync());
        Assert.Equal(("failed", "interrupted"), (await OnlyAsync(used) is var ended ? ended.Status : "", ended.Error));
    }

    [Fact]
    public async Task An_endpoint_with_nothing_but_failures_for_three_days_is_disabled_and_the_owners_others_report_it()
    {
        await using var other = await OwnersServer.StartAsync();
        var (endpoint, _) = await EndpointAsync();
        var reporting = (await bench.EndpointAsync(owner, other.Url, "endpoint.disabled")).Endpoint.Id;
        await bench.TestEventAsync(owner, endpoint);
        await bench.TestEventAsync(owner, endpoint);
        server.Respond(500);
        await bench.SendAsync(endpoint);
        Assert.NotNull((await bench.ReadAsync(owner, endpoint)).FailingSince);
        await engine.ExecuteAsync(
            """
            update webhook_endpoints set failing_since = now() - interval '73 hours' where id = @endpoint;
            update deliveries set attempts = 7 where id = (
                select id from deliveries where endpoint_id = @endpoint and attempts = 1 limit 1)
            """, new { endpoint });
        await bench.RetryAsync(endpoint);
        await bench.RetryAsync(endpoint);
        await bench.SendAsync(reporting);

        var disabled = await bench.ReadAsync(owner, endpoint);
        Assert.Equal((false, "failures"), (disabled.Enabled, disabled.DisabledReason));
        Assert.NotNull(disabled.DisabledAt);
        Assert.All(await bench.DeliveriesAsync(owner, endpoint), one => Assert.Equal("failed", one.Status));
        var report = Assert.Single(other.Received).Json;
        Assert.Equal("endpoint.disabled", report.GetProperty("type").GetString());
        Assert.Equal($"{endpoint}", report.GetProperty("data").GetProperty("endpointId").GetString());
        Assert.Equal("failures", report.GetProperty("data").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_success_within_the_three_days_keeps_an_endpoint_enabled()
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        server.Respond(500);
        await bench.SendAsync(endpoint);
        await engine.ExecuteAsync(
            "update webhook_endpoints set failing_since = now() - interval '5 days' where id = @endpoint",
            new { endpoint });
        server.Respond(200);
        await bench.RetryAsync(endpoint);

        Assert.Null((await bench.ReadAsync(owner, endpoint)).FailingSince);
        await bench.TestEventAsync(owner, endpoint);
        server.Respond(500);
        for (var tries = 0; tries < 8; tries++)
            await bench.RetryAsync(endpoint);
        Assert.True((await bench.ReadAsync(owner, endpoint)).Enabled);
    }

    [Fact]
    public async Task A_server_that_answers_410_is_disabled_at_once()
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        server.Respond(410, "no more");

        await bench.SendAsync(endpoint);

        var disabled = await bench.ReadAsync(owner, endpoint);
        Assert.Equal((false, "gone"), (disabled.Enabled, disabled.DisabledReason));
        Assert.Equal(("failed", 410), (await OnlyAsync(endpoint) is var ended ? ended.Status : "", ended.ResponseStatus));
    }

    [Fact]
    public async Task A_secret_that_cannot_be_decrypted_is_reported_and_nothing_is_sent()
    {
        var (endpoint, _) = await EndpointAsync();
        await bench.TestEventAsync(owner, endpoint);
        await engine.ExecuteAsync(
            "update webhook_endpoints set secret = '\\x00' where id = @endpoint", new { endpoint });

        await bench.SendAsync(endpoint);

        Assert.Empty(server.Received);
        Assert.Equal("secret_unreadable", (await OnlyAsync(endpoint)).Error);
    }

    [Fact]
    public async Task A_replay_sends_the_same_event_again_with_all_its_tries()
    {
        var (endpoint, _) = await EndpointAsync();
        var delivery = await bench.TestEventAsync(owner, endpoint);
        server.Respond(500);
        for (var tries = 0; tries < 8; tries++)
            await bench.RetryAsync(endpoint);
        Assert.Equal("failed", (await OnlyAsync(endpoint)).Status);
        server.Respond(200);

        var replayed = (await engine.Get<ReplayDelivery>().RunAsync(endpoint, delivery.Id, new(owner), default)).Value!;
        await bench.SendAsync(endpoint);

        Assert.Equal(("pending", 0), (replayed.Status, replayed.Attempts));
        Assert.Equal(("succeeded", 1), (await OnlyAsync(endpoint) is var ended ? ended.Status : "", ended.Attempts));
        Assert.Equal(9, server.Received.Length);
        Assert.Single(server.Received.Select(one => (one.Id, one.Body)).Distinct());
    }

    private async Task<(Guid Id, string Secret)> EndpointAsync()
    {
        var created = await bench.EndpointAsync(owner, server.Url);
        return (created.Endpoint.Id, created.Secret);
    }

    private async Task<DeliveryView> OnlyAsync(Guid endpoint) =>
        Assert.Single(await bench.DeliveriesAsync(owner, endpoint));

    private async Task<IReadOnlyList<Guid>> MessagesAsync()
    {
        var queue = engine.Get<QueueServiceClient>().GetQueueClient(StudioQueues.Deliveries);
        List<Guid> seen = [];
        while ((await queue.ReceiveMessagesAsync(32)).Value is { Length: > 0 } messages)
            seen.AddRange(messages.Select(message => DeliveryMessage.TryRead(message.Body)!.EndpointId));
        return seen;
    }
}
