using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Reconciliation.ListingSteps;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>A Replicate server that lists malformed runs, and rounds that continue regardless.</summary>
public sealed class OddRunTests(Services services) : IDisposable
{
    private readonly OddReplicate replicate = new();

    [Theory]
    [InlineData("""{"id": "odd\u0000run", "status": "starting"}""")]
    [InlineData("""{"id": "odd\ud800run", "status": "starting"}""")]
    [InlineData("""{"id": "..", "status": "starting"}""")]
    [InlineData("""{"id": "a/../b", "status": "starting"}""")]
    [InlineData("""{"id": "oddrun", "status": "start\u0000ing"}""")]
    [InlineData("""{"id": "oddrun", "status": "starting\r\nforged line"}""")]
    [InlineData("""{"id": 7, "status": "starting"}""")]
    [InlineData("""{"\ud800": 1, "status": [], "id": {}}""")]
    public async Task A_malformed_run_is_recorded_and_the_round_continues(string odd)
    {
        await using var engine = await StartAsync();
        var lost = await LostAsync(engine, "good");
        var unstarted = await SeedAsync(engine, "attempt = 0");
        replicate.Listed.Add(odd);

        var counts = await engine.Get<ReconcilePredictions>().RunOnceAsync(default);

        Assert.Equal((false, 1), (counts.Listed, counts.RunsFound));
        Assert.Equal("good", await ReadAsync(engine, lost, "result_run"));
        Assert.True(await engine.QueryAsync<bool>(
            "select next_check_at > now() from predictions where id = @PredictionId", unstarted));
        Assert.Equal("good", await engine.QueryAsync<string>("select string_agg(upstream_id, ' ') from upstream_runs"));
        Assert.Equal("unreadable", await engine.QueryAsync<string>("select reason from listing_troubles"));
    }

    [Theory]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775807")]
    [InlineData("1e400")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public async Task A_foreign_run_with_an_odd_seed_does_not_keep_the_listing_incomplete(string seed)
    {
        await using var engine = await StartAsync();
        await SeedAsync(engine, WorkbenchRows.SearchRunning);
        replicate.Listed.Add($$$"""{"id": "foreign", "status": "starting", "input": {"seed": {{{seed}}}}}""");

        Assert.True(await ListAsync(engine) is { Complete: true, Found: 0 });
    }

    [Fact]
    public async Task A_run_that_cannot_be_recorded_keeps_the_listing_incomplete_for_two_hours()
    {
        await using var engine = await StartAsync();
        await LostAsync(engine, "broken");
        await engine.ExecuteAsync("alter table upstream_runs add constraint trouble check (upstream_id <> 'broken')");

        await IsIncompleteAsync(engine);
        await IsIncompleteAsync(engine);
        Assert.Equal(2, await engine.QueryAsync<int>("select times from listing_troubles where key = 'broken'"));
        await engine.ExecuteAsync("update listing_troubles set seen_at = now() - interval '3 hours'");

        var listed = await ListAsync(engine);
        Assert.True(listed.Complete);
        Assert.Equal(listed.BegunAt, await MarkAsync(engine));
    }

    [Fact]
    public async Task A_page_that_fails_after_other_pages_does_not_move_the_mark()
    {
        await using var engine = await StartAsync();
        replicate.Next = page => page < 3 ? $"http://127.0.0.1:9/v1/predictions?cursor={page}" : null;
        replicate.Fails = call => call == 3;

        await IsIncompleteAsync(engine);
        Assert.Equal(3, replicate.Calls.Count);
    }

    [Fact]
    public async Task A_listing_begins_before_the_mark_and_the_mark_never_moves_back()
    {
        await using var engine = await StartAsync(("Reconciliation:ListingOverlapSeconds", "37"));
        var mark = await MarkAsync(engine);

        await ListAsync(engine);

        Assert.Equal(
            mark.AddSeconds(-37).ToString("O"),
            Uri.UnescapeDataString(Assert.Single(replicate.Calls).Query["?created_after=".Length..]));
        var moved = await MarkAsync(engine);
        Assert.True(moved > mark);
        await engine.Get<ListingStore>().CompletedAsync(moved.AddMinutes(-1), default);
        Assert.Equal(moved, await MarkAsync(engine));
    }

    [Fact]
    public async Task An_unreadable_run_of_unknown_age_keeps_the_listing_incomplete_for_two_hours()
    {
        await using var engine = await StartAsync();
        replicate.Listed.Add("""{"id": "..", "status": "starting", "created_at": "9999-12-31T23:59:59Z"}""");

        await IsIncompleteAsync(engine);
        await engine.ExecuteAsync("update listing_troubles set seen_at = now() - interval '3 hours'");

        Assert.True((await ListAsync(engine)).Complete);
    }

    [Fact]
    public async Task A_failed_listing_delays_no_other_row()
    {
        await using var engine = await StartAsync();
        var unstarted = await SeedAsync(engine, "attempt = 0");
        replicate.Listed.Add("""{"id": "any", "status": "starting"}""");
        await engine.ExecuteAsync("alter table upstream_runs rename column upstream_status to gone");

        Assert.False((await engine.Get<ReconcilePredictions>().RunOnceAsync(default)).Listed);

        Assert.True(await engine.QueryAsync<bool>(
            "select next_check_at > now() from predictions where id = @PredictionId", unstarted));
    }

    [Fact]
    public async Task A_list_that_repeats_a_page_is_not_read_endlessly()
    {
        await using var engine = await StartAsync();
        replicate.Next = _ => "http://127.0.0.1:9/v1/predictions?cursor=same";

        await IsIncompleteAsync(engine);

        Assert.Equal(2, replicate.Calls.Count);
    }

    [Fact]
    public async Task An_endless_list_is_read_for_a_thousand_pages()
    {
        await using var engine = await StartAsync(("Reconciliation:ListingSeconds", "240"));
        replicate.Next = page => page < 1500 ? $"http://127.0.0.1:9/v1/predictions?cursor={page}" : null;

        await IsIncompleteAsync(engine);

        Assert.Equal(1000, replicate.Calls.Count);
    }

    [Fact]
    public async Task An_unreadable_next_link_loses_no_run_of_its_page()
    {
        await using var engine = await StartAsync();
        var lost = await LostAsync(engine, "good");
        replicate.Next = _ => "no link";

        Assert.Equal(1, (await IsIncompleteAsync(engine)).Found);

        Assert.Equal("good", await ReadAsync(engine, lost, "result_run"));
    }

    [Fact]
    public async Task A_listing_whose_time_ends_is_continued_by_the_next_round()
    {
        await using var engine = await StartAsync(("Reconciliation:ListingSeconds", "1"));
        replicate.Next = page => page == 1 ? "http://127.0.0.1:9/v1/predictions?cursor=second" : null;
        replicate.Hangs = call => call == 2;

        var first = await IsIncompleteAsync(engine);
        var between = await engine.QueryAsync<DateTime>("select clock_timestamp()");
        Assert.True((await ListAsync(engine)).Complete);

        // A run accepted after the first round began can be missing on the pages that were already read.
        Assert.Equal(first.BegunAt, await MarkAsync(engine));
        Assert.True(first.BegunAt < between);

        Assert.Equal(["?cursor=second", "?cursor=second"], replicate.Calls.Skip(1).Select(call => call.Query));
    }

    [Fact]
    public async Task A_search_that_ends_during_a_listing_continues_until_a_listing_that_began_later()
    {
        await using var engine = await StartAsync();
        var seeded = await SeedAsync(engine, WorkbenchRows.SearchRunning);
        replicate.BeforeList = () => engine.ExecuteAsync(
            "update predictions set grace_until = clock_timestamp() where id = @PredictionId", seeded);

        Assert.True((await engine.Get<ReconcilePredictions>().RunOnceAsync(default)).Listed);
        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);
        Assert.Equal("starting 1", await ReadAsync(engine, seeded, "status || ' ' || attempt"));

        // The run was accepted after its page had been read.
        List(engine, seeded, "late");
        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);
        Assert.Equal("late", await ReadAsync(engine, seeded, "result_run"));
        Assert.All(replicate.Calls, call => Assert.Equal("/v1/predictions", call.AbsolutePath));
    }

    [Fact]
    public async Task A_round_whose_time_ends_is_continued_by_the_next_one()
    {
        await using var engine = await StartAsync(
            ("Reconciliation:StepSeconds", "1"), ("Reconciliation:Parallel", "1"));
        string[] runs = ["a", "b", "c", "d"];
        foreach (var run in runs)
        {
            replicate.Runs[run] = JsonSerializer.Serialize(new { id = run, status = "processing" });
            await SeedAsync(engine, $"status = 'running', upstream_id = '{run}', accepted_at = now()");
        }

        var time = Stopwatch.StartNew();
        replicate.BeforeRun = () => Eventually.BecomesTrueAsync(() => time.Elapsed > TimeSpan.FromSeconds(2));
        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);
        Assert.Equal(["a"], replicate.Asked);

        replicate.BeforeRun = () => Task.CompletedTask;
        await engine.Get<ReconcilePredictions>().RunOnceAsync(default);
        Assert.Equal(runs, replicate.Asked);
    }

    private Task<Engine> StartAsync(params (string Key, string Value)[] settings) => Engine.StartAsync(
        services,
        collection => collection.ConfigureAll<HttpClientFactoryOptions>(options =>
            options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(replicate))),
        settings);

    /// <summary>A start whose reply was lost; its run exists and has ended since.</summary>
    private async Task<SeededGeneration> LostAsync(Engine engine, string run)
    {
        var seeded = await SeedAsync(engine, WorkbenchRows.SearchRunning);
        List(engine, seeded, run);
        return seeded;
    }

    private void List(Engine engine, SeededGeneration seeded, string run)
    {
        var webhook = engine.Get<WebhookAddress>().For(seeded.PredictionId, 1);
        replicate.Runs[run] = JsonSerializer.Serialize(
            new { id = run, status = "succeeded", webhook, output = new[] { "https://replicate.delivery/a.png" } });
        replicate.Listed.Add(replicate.Runs[run]);
    }

    public void Dispose() => replicate.Dispose();
}
