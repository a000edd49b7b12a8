using System.Globalization;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>Webhook deliveries of the simulator, and their faults.</summary>
public sealed class SimulatorWebhookTests(SimulatorProcess simulator) : IAsyncLifetime
{
    private static readonly string[] AllEvents = ["start", "output", "logs", "completed"];
    private SimulatorUser user = null!;
    private SimulatorReceiver receiver = null!;
    private string secret = null!;

    public async ValueTask InitializeAsync()
    {
        user = new SimulatorUser(await simulator.AddressAsync());
        receiver = await SimulatorReceiver.StartAsync();
        secret = (string)(await user.GetAsync("v1/webhooks/default/secret")).Json["key"]!;
    }

    [Fact]
    public async Task Every_wanted_event_is_delivered_in_order_and_signed()
    {
        var created = await user.CreateAsync(null, receiver.Link, AllEvents);

        var all = await receiver.ReceivesAsync(4);

        Assert.Equal(["processing", "processing", "processing", "succeeded"], all.Select(d => d.Status));
        Assert.All(all, d =>
        {
            Assert.True(d.IsSignedWith(secret));
            Assert.Matches("^msg_[0-9A-Za-z]{27}$", d.Id);
            Assert.Equal(created.Id, (string?)d.Json["id"]);
            var keys = d.Json.AsObject().Select(p => p.Key).ToList();
            Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        });
        Assert.NotNull(all[2].Json["output"]);
        Assert.Equal(4, all.Select(d => d.Id).Distinct().Count());
    }

    [Fact]
    public async Task Only_events_in_the_filter_are_delivered()
    {
        var created = await user.CreateAsync(null, receiver.Link, "start", "completed");
        await Settled(created.Id, 2);
        await AnotherArrivesAsync();

        Assert.Equal(["start", "completed"], await EventsOf(created.Id));
    }

    [Fact]
    public async Task Without_a_filter_output_and_the_end_are_delivered()
    {
        var created = await user.CreateAsync(null, receiver.Link);
        await Settled(created.Id, 2);
        await AnotherArrivesAsync();

        Assert.Equal(["output", "completed"], await EventsOf(created.Id));
    }

    [Fact]
    public async Task Logs_come_twice_a_second_at_most()
    {
        await user.SetAsync(new { predictMs = 1800 });

        var created = await user.CreateAsync(null, receiver.Link, "logs", "completed");
        var done = (await user.BecomesAsync(created.Id, "succeeded")).Json;
        await Eventually.BecomesTrueAsync(() => receiver.Received.Any(d => d.Status == "succeeded"));

        var seconds = (double)done["metrics"]!["predict_time"]!;
        Assert.InRange(receiver.Received.Count(d => d.Status == "processing"), 2, 1 + (int)(seconds / 0.5));
        Assert.Contains("%|", (string?)receiver.Received[^1].Json["logs"]);
    }

    [Fact]
    public async Task The_terminal_delivery_is_retried_with_the_same_id_and_other_deliveries_are_not()
    {
        await user.SetAsync(new { webhookRetryScale = 0.01 });
        var refusals = 0;
        receiver.Answer = d => d.Status == "succeeded" && ++refusals > 2 ? 200 : 500;

        var created = await user.CreateAsync(null, receiver.Link, "start", "completed");
        await Settled(created.Id, 4);

        Assert.Equal(["start", "completed", "completed", "completed"], await EventsOf(created.Id));
        var terminal = receiver.Received.Where(d => d.Status == "succeeded").ToList();
        Assert.Single(terminal.Select(d => d.Id).Distinct());
        Assert.All(terminal, d => Assert.True(d.IsSignedWith(secret)));
    }

    [Fact]
    public async Task Retries_end_after_about_a_minute()
    {
        await user.SetAsync(new { webhookRetryScale = 0.001 });
        receiver.Answer = _ => 503;

        var created = await user.CreateAsync(null, receiver.Link, "completed");
        await Settled(created.Id, 7);
        receiver.Answer = _ => 200;
        await AnotherArrivesAsync();

        Assert.Equal(7, receiver.Received.Count(delivery => (string?)delivery.Json["id"] == created.Id));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await user.SetAsync(new { webhookRetryScale = 0.001 });
        receiver.Answer = _ => 301;

        var created = await user.CreateAsync(null, receiver.Link, "start");
        await user.BecomesAsync(created.Id, "succeeded");
        await Settled(created.Id, 1);
        receiver.Answer = _ => 200;
        await AnotherArrivesAsync();

        Assert.Single(receiver.Received, delivery => (string?)delivery.Json["id"] == created.Id);
        var attempt = (await user.AuditAsync(created.Id))["deliveries"]!.AsArray().Single()!;
        Assert.Equal(301, (int)attempt["status"]!);
    }

    [Fact]
    public async Task Deliveries_can_be_dropped_altogether()
    {
        await user.SetAsync(new { webhookDropRate = 1, webhookRetryScale = 0.001 });

        var created = await user.CreateAsync(null, receiver.Link, AllEvents);
        await user.BecomesAsync(created.Id, "succeeded");
        await user.SetAsync(new { webhookDropRate = 0 });
        await AnotherArrivesAsync();

        Assert.Empty((await user.AuditAsync(created.Id))["deliveries"]!.AsArray());
        Assert.DoesNotContain(receiver.Received, delivery => (string?)delivery.Json["id"] == created.Id);
    }

    [Fact]
    public async Task Deliveries_can_be_doubled_under_one_id()
    {
        await user.SetAsync(new { webhookDuplicates = 2 });

        await user.CreateAsync(null, receiver.Link, "completed");
        var all = await receiver.ReceivesAsync(3);

        Assert.Single(all.Select(d => d.Id).Distinct());
    }

    [Fact]
    public async Task The_end_can_arrive_before_the_start()
    {
        await user.SetAsync(new { webhookReorder = true });

        await user.CreateAsync(null, receiver.Link, "start", "output", "completed");
        var all = await receiver.ReceivesAsync(3);

        Assert.Equal("succeeded", all[0].Status);
        Assert.All(all[1..], d => Assert.Equal("processing", d.Status));
    }

    [Fact]
    public async Task A_signature_can_be_wrong()
    {
        await user.SetAsync(new { webhookBadSignature = true });
        await user.CreateAsync(null, receiver.Link, "completed");

        Assert.False((await receiver.ReceivesAsync(1))[0].IsSignedWith(secret));
    }

    [Fact]
    public async Task Two_signatures_can_be_sent_as_in_a_rotation()
    {
        await user.SetAsync(new { webhookTwoSignatures = true });
        await user.CreateAsync(null, receiver.Link, "completed");

        var delivery = (await receiver.ReceivesAsync(1))[0];
        Assert.Equal(2, delivery.Signature.Split(' ').Length);
        Assert.True(delivery.IsSignedWith(secret));
    }

    [Fact]
    public async Task A_signed_timestamp_can_be_old()
    {
        await user.SetAsync(new { webhookStaleTimestamp = true });
        await user.CreateAsync(null, receiver.Link, "completed");

        var delivery = (await receiver.ReceivesAsync(1))[0];
        var age = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(delivery.Timestamp, CultureInfo.InvariantCulture)) - TimeProvider.System.GetUtcNow();
        Assert.Equal(-60, age.TotalMinutes, 1.0);
        Assert.True(delivery.IsSignedWith(secret));
    }

    [Fact]
    public async Task A_body_can_be_huge()
    {
        await user.SetAsync(new { webhookPadBytes = 2_000_000 });
        await user.CreateAsync(null, receiver.Link, "completed");

        Assert.InRange((await receiver.ReceivesAsync(1))[0].Body.Length, 2_000_000, 2_010_000);
    }

    [Fact]
    public async Task A_delivery_can_arrive_before_the_create_call_is_answered()
    {
        await user.SetAsync(new { webhookBeforeCreateResponse = true, webhookDelayMs = 50 });

        var created = await user.CreateAsync(null, receiver.Link, "start", "completed");

        Assert.Equal(created.Id, (string?)receiver.Received[0].Json["id"]);
    }

    [Fact]
    public async Task A_cancel_is_delivered_as_the_end()
    {
        await user.SetAsync(new { coldBootMs = 60_000 });
        var created = await user.CreateAsync(null, receiver.Link, "completed");

        await user.CancelAsync(created.Id);

        Assert.Equal("canceled", (await receiver.ReceivesAsync(1))[0].Status);
    }

    /// <summary>
    /// Waits for another complete prediction, by which time all outstanding deliveries of the others have arrived.
    /// </summary>
    private async Task AnotherArrivesAsync()
    {
        var created = await user.CreateAsync(null, receiver.Link, "completed");
        await Settled(created.Id, 1);
    }

    private Task Settled(string id, int attempts) => Eventually.BecomesTrueAsync(
        async () => (await user.AuditAsync(id))["deliveries"]!.AsArray().Count >= attempts);

    private async Task<string[]> EventsOf(string id) =>
        [.. (await user.AuditAsync(id))["deliveries"]!.AsArray().Select(d => (string)d!["event"]!)];

    public async ValueTask DisposeAsync()
    {
        user.Dispose();
        await receiver.DisposeAsync();
    }
}
