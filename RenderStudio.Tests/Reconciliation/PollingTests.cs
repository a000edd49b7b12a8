using Azure.Storage.Queues;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Without webhooks, each poll of a run sends the message for the next poll.</summary>
[Collection<OnTheWorkbench>]
public sealed class PollingTests(Workbench bench) : IAsyncLifetime
{
    private Engine engine = null!;

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        engine = await StartAsync(pollSeconds: 60);
    }

    private Task<Engine> StartAsync(int pollSeconds) => bench.AnotherEngineAsync(
        ("Replicate:Webhooks", "off"), ("Replicate:PollSeconds", $"{pollSeconds}"));

    [Fact]
    public async Task A_generation_ends_by_messages_alone_without_webhooks()
    {
        await engine.DisposeAsync();
        engine = await StartAsync(pollSeconds: 1);
        var prompt = $"room {Guid.NewGuid():n}";
        await bench.SetRunBehaviorAsync(prompt, new { predictMs = 2500 });
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1, prompt: prompt);

        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);
        await Eventually.BecomesAsync(() => NextAsync(seeded), status => status == "succeeded");

        var run = await engine.QueryAsync<string>("select upstream_id from predictions where id = @PredictionId", seeded);
        Assert.Null((await bench.Replicate.ReadAsync(run)).Json["webhook"]);
    }

    [Fact]
    public async Task Concurrent_messages_about_a_run_send_one_next_message()
    {
        var seeded = await RunningAsync();
        await DueAsync(seeded);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ =>
            engine.Get<CheckPrediction>().RunAsync(seeded.PredictionId, default)));

        Assert.Equal(1, await WaitingAsync());
    }

    [Fact]
    public async Task When_a_message_is_lost_the_reconciler_polls_and_sends_the_next_message()
    {
        var seeded = await RunningAsync();
        await DueAsync(seeded);

        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.Equal(1, await WaitingAsync());
    }

    [Fact]
    public async Task A_run_found_by_the_listing_is_polled_from_then_on()
    {
        var prompt = $"room {Guid.NewGuid():n}";
        await bench.SetRunBehaviorAsync(prompt, new { acceptThenDropRate = 1, coldBootMs = 600_000 });
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1, prompt: prompt);
        var seed = await engine.QueryAsync<long>("select seed from predictions where id = @PredictionId", seeded);
        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);
        Assert.Equal(0, await WaitingAsync());

        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.Equal(seed, (await bench.Replicate.ReadAsync(await engine.QueryAsync<string>(
            "select upstream_id from predictions where id = @PredictionId", seeded))).Json["input"]!["seed"]!
            .GetValue<long>());
        Assert.Equal(1, await WaitingAsync());
    }

    /// <summary>Processes one message as the queue trigger does, if one is visible.</summary>
    private async Task<string> NextAsync(SeededGeneration seeded)
    {
        if ((await Queue.ReceiveMessageAsync()).Value is { } message)
        {
            await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
            await engine.Get<CheckPrediction>().RunAsync(seeded.PredictionId, default);
        }

        return await engine.QueryAsync<string>("select status from generations where id = @Id", seeded);
    }

    private async Task<SeededGeneration> RunningAsync()
    {
        var prompt = $"room {Guid.NewGuid():n}";
        await bench.SetRunBehaviorAsync(prompt, new { coldBootMs = 600_000 });
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1, prompt: prompt);
        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);
        Assert.Equal(1, await WaitingAsync());
        await Queue.ClearMessagesAsync();
        return seeded;
    }

    private Task DueAsync(SeededGeneration seeded) => engine.ExecuteAsync(
        "update predictions set next_check_at = now() - interval '1 second' where id = @PredictionId", seeded);

    /// <summary>The number of messages, visible and delayed.</summary>
    private async Task<int> WaitingAsync() => (await Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private QueueClient Queue =>
        engine.Get<QueueServiceClient>().GetQueueClient(StudioQueues.PredictionCompletions);

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
