using Azure.Storage.Queues;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Predictions that wait for the budget of create calls, and the order in which they are started.</summary>
[Collection<OnTheWorkbench>]
public sealed class WaitingStartTests(Workbench bench) : IAsyncLifetime
{
    private static readonly object Busy = new { coldBootMs = 600_000 };

    public async ValueTask InitializeAsync() => await bench.ClearAsync();

    // The tests that follow have all tokens.
    public async ValueTask DisposeAsync() => await bench.ClearAsync();

    [Fact]
    public async Task A_start_without_a_token_is_not_sent_and_its_message_returns()
    {
        var seeded = await bench.SeedAsync(Busy);
        await SetTokensAsync(0, perSecond: 0.02); // the next token returns in 50 seconds

        await bench.StartAsync(seeded);

        Assert.Equal("pending", await bench.StatusAsync(seeded));
        Assert.Equal(0, await bench.ReadAsync<int>(seeded, "attempt"));
        Assert.Empty(await bench.RunsAsync(seeded));
        Assert.Equal(1, await MessageCountAsync());
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts)); // it is invisible for some time
        Assert.True(await bench.ReadAsync<bool>(seeded, "next_check_at > clock_timestamp() + interval '10 seconds'"));
    }

    [Fact]
    public async Task A_waiting_start_is_sent_when_a_token_returned()
    {
        var seeded = await bench.SeedAsync(Busy);
        await SetTokensAsync(0);
        await bench.StartAsync(seeded);

        await SetTokensAsync(1);
        await bench.StartAsync(seeded);

        Assert.Equal("queued", await bench.StatusAsync(seeded));
        Assert.Equal(0, await WaitingAsync());
    }

    [Fact]
    public async Task A_batch_of_one_owner_delays_another_owner_by_one_start()
    {
        var (batch, late) = (await SeedBatchAsync(), await bench.SeedAsync(Busy));
        await SetTokensAsync(0);
        await StartAsync([.. batch, late]);

        await SetTokensAsync(2);
        await StartAsync([.. batch, late]);

        Assert.Equal(["queued", "pending", "pending", "pending"], await StatusesAsync(batch));
        Assert.Equal("queued", await bench.StatusAsync(late));
    }

    [Fact]
    public async Task Two_batches_are_started_in_turns_although_one_came_later()
    {
        var (first, second) = (await SeedBatchAsync(), await SeedBatchAsync());
        await SetTokensAsync(0);
        await StartAsync(first);
        await SetTokensAsync(2);
        await StartAsync(first);

        await StartAsync(second); // joins in the turn of the third prediction of the first batch
        await SetTokensAsync(2);
        await StartAsync(second);
        await StartAsync(first);

        Assert.Equal(["queued", "queued", "queued", "pending"], await StatusesAsync(first));
        Assert.Equal(["queued", "pending", "pending", "pending"], await StatusesAsync(second));
    }

    [Fact]
    public async Task Predictions_that_cannot_be_started_do_not_delay_others()
    {
        var (canceled, throttled, paused, last) = (
            await bench.SeedAsync(Busy), await bench.SeedAsync(Busy), await bench.SeedAsync(Busy),
            await bench.SeedAsync(Busy));
        await SetTokensAsync(0);
        await StartAsync(canceled, throttled, paused, last);
        await bench.SetAsync(canceled, "cancel_requested_at = now()");
        await bench.SetAsync(throttled, "not_before = now() + interval '1 hour'");
        await bench.Engine.ExecuteAsync(
            """
            update generations set model = 'paused/model' where id = @Id;
            insert into start_pauses (model, reason, paused_by) values ('paused/model', 'a test', @OwnerId);
            """, paused);

        await SetTokensAsync(1);
        await bench.StartAsync(last);

        Assert.Equal("queued", await bench.StatusAsync(last));
    }

    [Fact]
    public async Task A_message_for_work_that_is_done_takes_no_token_and_is_not_sent_again()
    {
        var seeded = await bench.SeedAsync(Busy);
        await SetTokensAsync(1);
        await bench.StartAsync(seeded);

        await bench.StartAsync(seeded);

        Assert.Equal(0, await MessageCountAsync());
        Assert.Equal(0, await WaitingAsync());

        await SetTokensAsync(1);
        await bench.StartAsync(seeded);
        var next = await bench.SeedAsync(Busy);
        await bench.StartAsync(next);
        Assert.Equal("queued", await bench.StatusAsync(next));
    }

    [Fact]
    public async Task Predictions_of_one_owner_that_join_at_the_same_time_have_a_turn_each()
    {
        var batch = await SeedBatchAsync();
        await SetTokensAsync(0);

        await Task.WhenAll(batch.Select(one => bench.StartAsync(one)));

        Assert.Equal(4, await bench.Engine.QueryAsync<int>("select count(distinct turn)::int from waiting_starts"));
    }

    [Fact]
    public async Task Messages_of_one_prediction_at_the_same_time_take_one_token()
    {
        var seeded = await bench.SeedAsync(Busy);
        await SetTokensAsync(0);
        await bench.StartAsync(seeded);
        await SetTokensAsync(2);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bench.StartAsync(seeded)));

        Assert.Equal("queued", await bench.StatusAsync(seeded));
        Assert.Equal(1, await bench.Engine.QueryAsync<int>("select tokens::int from start_budget"));
    }

    [Fact]
    public async Task A_call_that_was_sent_before_a_pause_does_not_lower_the_rate_again_after_it()
    {
        var (early, late) = (await bench.SeedAsync(Busy), await bench.SeedAsync(Busy));
        await SetTokensAsync(2, perSecond: 1);
        await bench.SetAsync(early, "sent_at = clock_timestamp() - interval '1 minute'");
        await bench.SetAsync(late, "sent_at = clock_timestamp()");
        await bench.Engine.ExecuteAsync("update start_budget set not_before = clock_timestamp() - interval '30 seconds'");

        Assert.Equal(1, await RateAfterAsync(early));
        await SetTokensAsync(2, perSecond: 1);
        await bench.Engine.ExecuteAsync("update start_budget set not_before = clock_timestamp() - interval '1 hour'");
        Assert.Equal(0.7, await RateAfterAsync(late), tolerance: 0.001);

        async Task<double> RateAfterAsync(SeededGeneration rejected)
        {
            await bench.Engine.Get<StartBudgetStore>().ThrottledAsync(rejected.PredictionId, TimeSpan.Zero, default);
            return await bench.Engine.QueryAsync<double>("select per_second from start_budget");
        }
    }

    [Fact]
    public async Task A_429_response_stops_the_starts_of_every_other_owner()
    {
        var first = await bench.SeedAsync(new { coldBootMs = 600_000, rateLimitPerMinute = 1, rateLimitBurst = 1 });
        var rejected = await bench.SeedAsync(prompt: await bench.PromptAsync(first));
        var other = await bench.SeedAsync(Busy);
        await bench.StartAsync(first);
        await bench.StartAsync(rejected);

        await bench.StartAsync(other);

        Assert.Equal("pending", await bench.StatusAsync(other));
        Assert.Equal(0, await bench.ReadAsync<int>(other, "attempt"));
        Assert.Empty(await bench.RunsAsync(other));
        await bench.Engine.ExecuteAsync("update start_budget set not_before = clock_timestamp()");
        await bench.StartAsync(other);
        Assert.Equal("queued", await bench.StatusAsync(other));
    }

    [Fact]
    public async Task The_sweep_deletes_the_turn_of_a_prediction_that_ended_while_it_waited()
    {
        var (ended, waits) = (await bench.SeedAsync(Busy), await bench.SeedAsync(Busy));
        await SetTokensAsync(0);
        await bench.StartAsync(ended);
        await bench.StartAsync(waits);
        await bench.SetAsync(ended, "status = 'canceled', finished_at = now()");

        var count = await bench.Engine.Get<IEnumerable<ISweep>>().OfType<OldRecordsSweep>().Single()
            .RunAsync(dryRun: false, default);

        Assert.Equal(new SweepCount(1, 1), count);
        Assert.Equal(
            waits.PredictionId, await bench.Engine.QueryAsync<Guid>("select prediction_id from waiting_starts"));
    }

    private async Task<SeededGeneration[]> SeedBatchAsync()
    {
        var prompt = $"room {Guid.NewGuid():n}";
        await bench.SetRunBehaviorAsync(prompt, Busy);
        var batch = await SeededGeneration.CreateAsync(bench.Engine, predictions: 4, variantsEach: 1, prompt: prompt);
        return [.. batch.Predictions.Select(prediction => batch with { Predictions = [prediction] })];
    }

    private async Task StartAsync(params SeededGeneration[] batch)
    {
        foreach (var one in batch)
            await bench.StartAsync(one);
    }

    private async Task<string[]> StatusesAsync(SeededGeneration[] batch)
    {
        List<string> statuses = [];
        foreach (var one in batch)
            statuses.Add(await bench.StatusAsync(one));
        return [.. statuses];
    }

    /// <summary>No token returns afterwards, however slow the test is.</summary>
    private Task SetTokensAsync(int tokens, double perSecond = double.PositiveInfinity) => bench.Engine.ExecuteAsync(
        """
        update start_budget set tokens = @tokens, per_second = @perSecond,
            refilled_at = clock_timestamp() + interval '1 hour'
        """, new { tokens, perSecond });

    private Task<int> WaitingAsync() => bench.Engine.QueryAsync<int>("select count(*)::int from waiting_starts");

    private async Task<int> MessageCountAsync()
    {
        var starts = bench.Engine.Get<QueueServiceClient>().GetQueueClient(StudioQueues.PredictionStarts);
        return (await starts.GetPropertiesAsync()).Value.ApproximateMessagesCount;
    }
}
