using System.Text;
using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Predictions;
using RenderStudio.Functions.Deliveries;
using RenderStudio.Functions.Predictions;
using RenderStudio.Functions.Reconciliation;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Functions.Hosting;

[Collection<OnSweptStorage>]
public sealed class TriggerTests(SweptApp shared) : IClassFixture<SweptApp>
{
    private readonly RunningApp app = shared.App;

    private readonly PredictionFunctions queues =
        ActivatorUtilities.CreateInstance<PredictionFunctions>(shared.App.Services);

    private readonly DeliveryFunctions deliveries =
        ActivatorUtilities.CreateInstance<DeliveryFunctions>(shared.App.Services);

    private readonly ReconciliationFunctions timers =
        ActivatorUtilities.CreateInstance<ReconciliationFunctions>(shared.App.Services);

    [Fact]
    public async Task A_message_about_an_unknown_prediction_succeeds()
    {
        var message = new PredictionMessage(PredictionMessage.CurrentVersion, Guid.NewGuid(), 1).ToBytes();

        foreach (var function in Functions)
            await function(message, default);

        Assert.Equal(0, await app.QueryAsync<int>(
            "select count(*) from rejected_messages where body = @message", new { message }));
    }

    [Theory]
    [InlineData("bm90IGpzb24=")] // not json
    [InlineData("bm90IGpzb26A")] // not json, and not UTF-8 either
    public async Task An_unreadable_message_is_stored_byte_for_byte_with_its_queue(string base64)
    {
        var message = Convert.FromBase64String(base64);

        foreach (var function in Functions.Concat(OfDeliveries))
            await function(message, default);

        foreach (var queue in StudioQueues.All)
        {
            Assert.Equal(1, await app.QueryAsync<int>(
                "select count(*) from rejected_messages where queue = @queue and body = @message",
                new { queue, message }));
        }
    }

    [Fact]
    public async Task A_function_whose_token_is_canceled_stops()
    {
        var message = new PredictionMessage(PredictionMessage.CurrentVersion, Guid.NewGuid(), 1).ToBytes();
        var canceled = new CancellationToken(canceled: true);

        foreach (var function in Functions.Concat(OfDeliveries))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => function(message, canceled));
        foreach (var function in OfDeliveries)
        {
            var readable = DeliveryMessage.Of(Guid.NewGuid()).ToBytes();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => function(readable, canceled));
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => timers.ReconcileAsync(new TimerInfo(), canceled));
    }

    [Fact]
    public async Task A_start_message_starts_its_prediction()
    {
        var seeded = await SeededGeneration.CreateAsync(app.Engine);

        await queues.StartAsync(PredictionMessage.Start(seeded.PredictionId).ToBytes(), default);

        Assert.Equal("starting 1", await ReadAsync(seeded, "status || ' ' || attempt"));
        Assert.NotNull(await ReadAsync(seeded, "sent_at::text"));
    }

    [Fact]
    public async Task A_completion_message_delivers_the_available_outputs()
    {
        var seeded = await SeededGeneration.CreateAsync(app.Engine, variantsEach: 1);
        await CompletionTests.ApplySuccessAsync(app.Engine, seeded, SolidPicture.Png(1, 2, 3));

        await queues.CompleteAsync(PredictionMessage.Completion(seeded.PredictionId, 1).ToBytes(), default);

        Assert.Equal("succeeded", await ReadAsync(seeded, "status"));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("completion")]
    public async Task A_message_that_ends_a_generation_enqueues_its_events(string kind)
    {
        var seeded = await SeededGeneration.CreateAsync(app.Engine, variantsEach: 1);
        var endpoint = Guid.NewGuid();
        await app.Engine.ExecuteAsync(
            """
            insert into webhook_endpoints (id, owner_id, url, events, secret)
            values (@endpoint, @OwnerId, 'https://hooks.example.com/', array['generation.succeeded'], '')
            """, new { endpoint, seeded.OwnerId });
        await CompletionTests.ApplySuccessAsync(app.Engine, seeded, SolidPicture.Png(1, 2, 3));
        await app.Services.GetRequiredService<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        // The result is committed, and its message is not sent yet.
        await (kind == "start"
            ? queues.StartAsync(PredictionMessage.Start(seeded.PredictionId).ToBytes(), default)
            : queues.CompleteAsync(PredictionMessage.Completion(seeded.PredictionId, 1).ToBytes(), default));

        var queue = app.Services.GetRequiredService<QueueServiceClient>().GetQueueClient(StudioQueues.Deliveries);
        Assert.Contains(
            (await queue.PeekMessagesAsync(32)).Value,
            message => DeliveryMessage.TryRead(message.Body)?.EndpointId == endpoint);
    }

    [Fact]
    public async Task A_completion_message_for_an_unfinished_run_queries_Replicate()
    {
        await using var asks = await RunningApp.StartAsync(
            shared.Services, ("Replicate:Webhooks", "off"), ("Replicate:PollSeconds", "40"));
        var seeded = await SeededGeneration.CreateAsync(asks.Engine, variantsEach: 1);
        await RunUpdates.ApplyAsync(asks.Engine, seeded, seeded.Run("a"), "processing");
        await asks.Engine.ExecuteAsync("update predictions set next_check_at = now() where id = @PredictionId", seeded);

        await ActivatorUtilities.CreateInstance<PredictionFunctions>(asks.Services)
            .CompleteAsync(PredictionMessage.Completion(seeded.PredictionId, 1).ToBytes(), default);

        // Replicate is unreachable here; the check is counted before the request is sent.
        Assert.Equal(1, await asks.QueryAsync<int>("select checks from predictions where id = @PredictionId", seeded));
    }

    [Theory]
    [InlineData(StudioQueues.PredictionStarts)]
    [InlineData(StudioQueues.PredictionCompletions)]
    public async Task A_poison_message_ends_its_prediction(string queue)
    {
        var seeded = await SeededGeneration.CreateAsync(app.Engine);
        await app.Engine.ExecuteAsync(
            """
            update predictions set status = 'storing', storing_tries = 6, result_run = 'run',
                result_status = 'succeeded', result_at = now() - interval '2 hours'
            where id = @PredictionId
            """, seeded);
        var message = PredictionMessage.Completion(seeded.PredictionId, 1).ToBytes();

        await (queue == StudioQueues.PredictionStarts
            ? queues.HandlePoisonStartAsync(message, default)
            : queues.HandlePoisonCompletionAsync(message, default));

        Assert.Equal("failed", await ReadAsync(seeded, "status"));
    }

    [Fact]
    public async Task The_reconciliation_timer_repairs_stuck_predictions()
    {
        var seeded = await SeededGeneration.CreateAsync(app.Engine);
        await app.Engine.ExecuteAsync(
            """
            update predictions set created_at = now() - interval '2 hours', next_check_at = now()
            where id = @PredictionId
            """, seeded);

        await timers.ReconcileAsync(new TimerInfo(), default);

        Assert.Equal("failed provider_unavailable", await ReadAsync(seeded, "status || ' ' || failure_code"));
    }

    [Fact]
    public async Task The_reconciliation_timer_continues_erasures()
    {
        var seeded = await SeededGeneration.CreateAsync(app.Engine);
        await app.Engine.ExecuteAsync(
            """
            insert into erasures (id, owner_id, next_try_at) values (gen_random_uuid(), @OwnerId, now());
            update owners set issuer = 'erased', subject = id::text, erased_at = now() where id = @OwnerId
            """, seeded);

        await timers.ReconcileAsync(new TimerInfo(), default);

        Assert.NotNull(await app.QueryAsync<DateTime?>(
            "select finished_at from erasures where owner_id = @OwnerId", seeded));
    }

    [Fact]
    public async Task The_sweep_timer_removes_old_records()
    {
        await app.Engine.ExecuteAsync(
            """
            insert into rejected_messages (queue, body, reason, received_at)
            values ('timer', '', 'unreadable', now() - interval '40 days')
            """);

        await timers.SweepAsync(new TimerInfo(), default);

        Assert.Equal(0, await app.QueryAsync<int>("select count(*)::int from rejected_messages where queue = 'timer'"));
    }

    [Theory]
    [InlineData(nameof(ReconciliationFunctions.ReconcileAsync))]
    [InlineData(nameof(ReconciliationFunctions.SweepAsync))]
    public async Task Each_timer_finishes_interrupted_moves_of_files(string function)
    {
        var render = await StoredRender.CreateAsync(app.Engine);
        await app.Engine.ExecuteAsync(
            """
            update renders set is_public = true where id = @Id;
            insert into pending_moves (subject_id, lease_until) values (@Id, '-infinity')
            """, render);

        await (function == nameof(ReconciliationFunctions.SweepAsync)
            ? timers.SweepAsync(new TimerInfo(), default)
            : timers.ReconcileAsync(new TimerInfo(), default));

        Assert.Equal(["public", "public"], await render.ContainersAsync(app.Engine));
    }

    private Task<string?> ReadAsync(SeededGeneration seeded, string what) =>
        app.QueryAsync<string>($"select {what} from predictions where id = @PredictionId", seeded);

    private IReadOnlyList<Func<byte[], CancellationToken, Task>> Functions =>
        [queues.StartAsync, queues.CompleteAsync, queues.HandlePoisonStartAsync, queues.HandlePoisonCompletionAsync];

    private IReadOnlyList<Func<byte[], CancellationToken, Task>> OfDeliveries =>
        [deliveries.SendAsync, deliveries.HandlePoisonAsync];
}
