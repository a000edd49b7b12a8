using System.Text;
using System.Text.Json;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

public sealed class ApplyRunUpdateTests(Services services)
{
    [Theory]
    [InlineData("pending")]
    [InlineData("starting")]
    public async Task A_start_delivery_adopts_its_run_before_the_reply_to_the_create_call(string status)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync("update predictions set status = @status, attempt = 1 where id = @id",
            new { status, id = seeded.PredictionId });

        Assert.Equal(RunVerdict.Run, await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing"));

        Assert.Equal("running", await engine.QueryAsync<string>(
            "select status from generations where id = @Id", seeded));
        Assert.Equal(seeded.Run("a"), await engine.QueryAsync<string>(
            "select upstream_id from predictions where id = @PredictionId", seeded));
    }

    [Fact]
    public async Task When_the_current_run_fails_a_live_run_becomes_the_current_run()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("b"), "processing");

        Assert.Equal(RunVerdict.SwitchRun, await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed"));

        Assert.Equal(seeded.Run("b"), await engine.QueryAsync<string>(
            "select upstream_id from predictions where id = @PredictionId", seeded));
        Assert.Equal("lost", await engine.QueryAsync<string>(
            "select disposition from upstream_runs where upstream_id = @run", new { run = seeded.Run("a") }));
    }

    [Fact]
    public async Task When_the_current_run_fails_another_failed_run_does_not_replace_it()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("b"), "processing");
        await engine.ExecuteAsync(
            "update upstream_runs set upstream_status = 'failed' where upstream_id = @run",
            new { run = seeded.Run("b") });

        Assert.Equal(RunVerdict.StoreResult, await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "failed"));
    }

    [Fact]
    public async Task Two_successes_leave_one_result_and_one_lost_run()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);

        var verdicts = await Task.WhenAll(
            RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "succeeded"),
            RunUpdates.ApplyAsync(engine, seeded, seeded.Run("b"), "succeeded"));

        Assert.Contains(RunVerdict.StoreResult, verdicts.Select(verdict => verdict!.Value));
        Assert.Contains(RunVerdict.CloseRun, verdicts.Select(verdict => verdict!.Value));
        Assert.Equal(1, await engine.QueryAsync<int>(
            "select count(*) from upstream_runs where prediction_id = @PredictionId and disposition = 'lost'", seeded));
    }

    [Fact]
    public async Task The_first_stored_success_cancels_the_other_runs_immediately()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("b"), "processing");
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "succeeded");

        Assert.NotNull(await engine.Get<CompletionClaims>().TakeAsync(seeded.PredictionId, default));

        Assert.Equal("cancel", await engine.QueryAsync<string>(
            "select disposition from upstream_runs where upstream_id = @run", new { run = seeded.Run("b") }));
    }

    [Fact]
    public async Task An_update_of_an_unknown_prediction_changes_nothing()
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine);
        var stranger = seeded with { Predictions = [Guid.NewGuid()] };

        Assert.Null(await RunUpdates.ApplyAsync(engine, stranger, seeded.Run("a"), "succeeded"));

        Assert.Equal(0, await engine.QueryAsync<int>("select count(*) from upstream_runs"));
    }

    [Fact]
    public async Task A_run_reported_for_another_prediction_stays_with_its_own()
    {
        await using var engine = await Engine.StartAsync(services);
        var mine = await SeededGeneration.CreateAsync(engine);
        var another = await SeededGeneration.CreateAsync(engine);
        await RunUpdates.ApplyAsync(engine, mine, mine.Run("a"), "processing");

        Assert.Equal(RunVerdict.Ignore, await RunUpdates.ApplyAsync(engine, another, mine.Run("a"), "succeeded"));

        Assert.Equal("pending", await engine.QueryAsync<string>(
            "select status from predictions where id = @PredictionId", another));
    }
}
