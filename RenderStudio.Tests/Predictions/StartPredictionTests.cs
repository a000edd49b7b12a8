using Azure.Storage.Queues;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>A start from its message to the stored row, against every response that the simulator can give.</summary>
[Collection<OnTheWorkbench>]
public sealed class StartPredictionTests(Workbench bench) : IAsyncLifetime
{
    private static readonly object Busy = new { coldBootMs = 600_000 };

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task An_accepted_start_is_queued_under_the_run_that_was_created()
    {
        var seeded = await bench.SeedAsync(Busy);

        var run = await bench.StartAsync(seeded);

        Assert.Equal((string?)Assert.Single(await bench.RunsAsync(seeded))["id"], run);
        Assert.Equal("queued", await bench.OutcomeAsync(seeded));
        Assert.Equal("open", await bench.DispositionAsync(run!));
        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_token is null and accepted_at is not null"));
    }

    [Fact]
    public async Task The_owners_maximum_wait_becomes_the_deadline_of_the_run()
    {
        var seeded = await bench.SeedAsync(Busy);
        await bench.Engine.ExecuteAsync("update generations set max_wait_seconds = 300 where id = @Id", seeded);

        var run = await bench.StartAsync(seeded);

        var shown = (await bench.Replicate.ReadAsync(run!)).Json;
        Assert.Equal(300, (Time(shown, "deadline") - Time(shown, "created_at")).TotalSeconds, tolerance: 1);
    }

    [Fact]
    public async Task An_owners_seed_increases_with_each_prediction_and_stays_the_same_for_each_attempt()
    {
        var prompt = $"room {Guid.NewGuid():n}";
        await bench.SetRunBehaviorAsync(prompt, Busy);
        var seeded = await SeededGeneration.CreateAsync(
            bench.Engine, predictions: 3, variantsEach: 1, prompt: prompt);
        await bench.Engine.ExecuteAsync("update generations set seed = 7 where id = @Id", seeded);
        await bench.Engine.ExecuteAsync(
            "update predictions set attempt = 4 where generation_id = @Id and ordinal = 2", seeded);

        List<long> sent = [];
        foreach (var prediction in seeded.Predictions)
        {
            var run = (await bench.StartAsync(seeded with { Predictions = [prediction] }))!;
            sent.Add((await bench.Replicate.ReadAsync(run)).Json["input"]!["seed"]!.GetValue<long>());
        }

        Assert.Equal([7, 8, 9], sent);
    }

    [Fact]
    public async Task A_request_that_does_not_fit_its_model_is_not_sent_and_costs_nothing()
    {
        var seeded = await bench.SeedAsync();
        await bench.Engine.ExecuteAsync("update generations set aspect_ratio = '5:1' where id = @Id", seeded);

        await bench.StartAsync(seeded);

        Assert.Equal("failed: provider_rejected", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
        Assert.Empty(await bench.RunsAsync(seeded));
    }

    [Fact]
    public async Task A_submit_sends_the_start_of_each_of_its_predictions()
    {
        var seeded = await bench.SeedAsync();
        await bench.Engine.ExecuteAsync("update owners set plan = 'studio' where id = @OwnerId", seeded);

        var submitted = (await bench.Engine.Get<SubmitGeneration>().RunAsync(
            new() { Mode = "imagine", Prompt = "a den" }, new(seeded.OwnerId), null, default)).Value!;

        Assert.NotEmpty(submitted.PredictionIds);
        Assert.Equal(submitted.PredictionIds.Order(),
            (await bench.MessagesAsync(StudioQueues.PredictionStarts)).Order());
    }

    [Fact]
    public async Task Repeated_start_messages_create_one_run()
    {
        var seeded = await bench.SeedAsync(Busy);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bench.StartAsync(seeded)));

        Assert.Single(await bench.RunsAsync(seeded));
        Assert.Equal("queued", await bench.StatusAsync(seeded));
    }

    [Fact]
    public async Task A_throttled_start_waits_as_long_as_Replicate_asks()
    {
        var first = await bench.SeedAsync(new { coldBootMs = 600_000, rateLimitPerMinute = 1, rateLimitBurst = 1 });
        var second = await bench.SeedAsync(prompt: await bench.PromptAsync(first));
        await bench.StartAsync(first);

        await bench.StartAsync(second);

        Assert.Equal("pending", await bench.OutcomeAsync(second));
        Assert.True(await bench.ReadAsync<bool>(second, "not_before > now() + interval '5 seconds' and lease_expiries = 0"));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(second));
        var starts = bench.Engine.Get<QueueServiceClient>().GetQueueClient(StudioQueues.PredictionStarts);
        Assert.Equal(1, (await starts.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    public async Task A_rejected_operator_account_fails_no_generation(int status)
    {
        var seeded = await bench.SeedAsync(
            status == 401 ? new { unauthenticated = true } : (object)new { insufficientCredit = true });

        await bench.StartAsync(seeded);

        Assert.Equal("pending", await bench.OutcomeAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(
            seeded, "not_before > now() and sent_at is null and lease_token is null"));
        Assert.Empty(await bench.RunsAsync(seeded));
    }

    [Fact]
    public async Task A_request_that_Replicate_rejects_fails_and_costs_nothing()
    {
        var seeded = await bench.SeedAsync(new { webhookHttpsOnly = true });

        await bench.StartAsync(seeded);

        Assert.Equal("failed: provider_rejected", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Theory]
    [InlineData("acceptThenDropRate")]
    [InlineData("acceptThenErrorRate")]
    public async Task A_run_whose_create_reply_was_lost_is_found_in_the_list_and_not_created_again(string fault)
    {
        var seeded = await bench.SeedAsync(new Dictionary<string, object> { [fault] = 1, ["coldBootMs"] = 600_000 });

        Assert.Null(await bench.StartAsync(seeded));
        Assert.Equal("starting", await bench.StatusAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "lease_token is null and grace_until > now()"));

        Assert.Equal(1, (await bench.ReconcileAsync()).RunsFound);
        Assert.Equal("queued", await bench.OutcomeAsync(seeded));
        Assert.Equal(
            (string?)Assert.Single(await bench.RunsAsync(seeded))["id"],
            await bench.ReadAsync<string>(seeded, "upstream_id"));
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts));
    }

    [Fact]
    public async Task After_a_server_error_nothing_is_sent_again_before_the_search_ends()
    {
        var seeded = await bench.SeedAsync(new { createErrorRate = 1 });
        await bench.StartAsync(seeded);

        await bench.SetAsync(seeded);
        await bench.ReconcileAsync();
        await bench.StartAsync(seeded);
        Assert.Equal("starting", await bench.StatusAsync(seeded));
        Assert.Equal(1, await bench.ReadAsync<int>(seeded, "attempt"));

        await bench.SetRunBehaviorAsync(await bench.PromptAsync(seeded), Busy);
        await bench.SetAsync(seeded, WorkbenchRows.SearchEnded);
        await bench.ReconcileAsync();
        Assert.Equal("pending", await bench.StatusAsync(seeded));

        Assert.NotNull(await bench.StartAsync(seeded));
        Assert.Equal(2, await bench.ReadAsync<int>(seeded, "attempt"));
        Assert.Single(await bench.RunsAsync(seeded));
    }

    [Theory]
    [InlineData("cancel_requested_at = now()")]
    [InlineData("result_run = 'run', result_status = 'succeeded', result_payload = '{}'")]
    [InlineData("status = 'failed', failure_code = 'internal', finished_at = now()")]
    public async Task A_message_for_work_that_needs_no_start_creates_no_run(string state)
    {
        var seeded = await bench.SeedAsync();
        await bench.SetAsync(seeded, state);
        var before = await bench.SnapshotAsync();

        await bench.Engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);

        Assert.Equal(before, await bench.SnapshotAsync());
        Assert.Empty(await bench.RunsAsync(seeded));
    }

    private static DateTimeOffset Time(System.Text.Json.Nodes.JsonNode run, string name) =>
        DateTimeOffset.Parse((string)run[name]!);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
