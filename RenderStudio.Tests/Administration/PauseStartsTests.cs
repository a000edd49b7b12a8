using Dapper;
using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Administration;

/// <summary>Predictions while an operator has paused the starts of all models, or of theirs.</summary>
[Collection<OnTheWorkbench>]
public sealed class PauseStartsTests(Workbench bench) : IAsyncLifetime
{
    private const string Model = "black-forest-labs/flux-schnell", OtherModel = "google/nano-banana";

    private static readonly object Busy = new { coldBootMs = 600_000 };

    private Caller admin = null!;

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        admin = new((await bench.SeedAsync()).OwnerId, IsAdmin: true);
        await bench.Engine.ExecuteAsync("update predictions set not_before = now() + interval '1 day'");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Model)]
    public async Task A_paused_prediction_is_not_started_and_waits_without_an_attempt(string? model)
    {
        var seeded = await bench.SeedAsync(Busy);
        await PauseAsync(model);

        for (var message = 0; message < 7; message++)
            Assert.Null(await bench.StartAsync(seeded));

        Assert.Empty(await bench.RunsAsync(seeded));
        Assert.Equal("pending", await bench.OutcomeAsync(seeded));
        Assert.True(await bench.ReadAsync<bool>(seeded, "attempt = 0 and lease_expiries = 0 and lease_token is null"));
        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_pause_of_another_model_has_no_effect()
    {
        var seeded = await bench.SeedAsync(Busy);
        await bench.Engine.ExecuteAsync(
            "insert into start_pauses (model, reason, paused_by) values (@OtherModel, 'a test', @OwnerId)",
            new { OtherModel, admin.OwnerId });

        Assert.NotNull(await bench.StartAsync(seeded));
    }

    [Fact]
    public async Task A_prediction_that_was_claimed_before_the_pause_is_started()
    {
        var seeded = await bench.SeedAsync(Busy);
        var claimed = await bench.Engine.Get<StartClaimStore>().ClaimAsync(seeded.PredictionId, default);
        await PauseAsync(null);

        Assert.True(await bench.Engine.Get<StartClaimStore>().AboutToSendAsync(claimed!, default));
    }

    [Fact]
    public async Task A_pause_waits_for_claims_in_progress_and_later_claims_wait_for_the_pause()
    {
        var (first, second) = (await bench.SeedAsync(Busy), await bench.SeedAsync(Busy));
        await using var connection = await bench.Engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var claiming = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(StartPauseStore.ShareSql, new { StartPauseStore.ClaimLock });

        var pause = PauseAsync(null);
        await WaitersBecomeAsync(1);
        var later = bench.StartAsync(first);
        await WaitersBecomeAsync(2);
        Assert.False(pause.IsCompleted);
        await claiming.CommitAsync();
        await pause;

        Assert.Null(await later);
        Assert.Null(await bench.StartAsync(second));
    }

    [Fact]
    public async Task The_reconciler_sends_no_messages_of_paused_predictions_and_starts_them_after_the_pause()
    {
        var seeded = await bench.SeedAsync(Busy);
        await PauseAsync(Model);
        await bench.SetAsync(seeded);

        await bench.ReconcileAsync();
        Assert.Empty(await bench.MessagesAsync(StudioQueues.PredictionStarts));

        await ResumeAsync(Model);
        var counts = await bench.ReconcileAsync();
        Assert.Equal(1, counts.Repairs[Repair.SendStart]);
        Assert.Equal([seeded.PredictionId], await bench.MessagesAsync(StudioQueues.PredictionStarts));
        Assert.NotNull(await bench.StartAsync(seeded));
        Assert.Equal(1, await bench.ReadAsync<int>(seeded, "attempt"));
    }

    [Fact]
    public async Task A_generation_that_waits_too_long_for_the_end_of_a_pause_fails_and_costs_nothing()
    {
        var seeded = await bench.SeedAsync(Busy);
        await PauseAsync(null);
        await bench.SetAsync(seeded, "created_at = now() - interval '59 minutes'");
        await bench.ReconcileAsync();
        Assert.Equal("pending", await bench.OutcomeAsync(seeded));

        await bench.SetAsync(seeded, "created_at = now() - interval '60 minutes'");
        await bench.ReconcileAsync();

        Assert.Equal("failed: provider_unavailable", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_paused_generation_can_be_canceled()
    {
        var seeded = await bench.SeedAsync(Busy);
        await PauseAsync(null);

        Assert.Null(await bench.Engine.Get<Core.Generations.CancelGeneration>().RunAsync(
            seeded.Id, new(seeded.OwnerId), default));

        Assert.Equal("canceled", await bench.OutcomeAsync(seeded));
        Assert.Equal(SeededGeneration.Balance, await bench.BalanceAsync(seeded));
    }

    [Fact]
    public async Task A_pause_does_not_stop_runs_that_were_started_before()
    {
        var seeded = await bench.SeedAsync();
        await bench.StartAndFinishAsync(seeded);
        await PauseAsync(null);

        await bench.SetAsync(seeded);
        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);

        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
    }

    [Fact]
    public async Task Pauses_are_listed_with_their_reason_and_end_one_by_one()
    {
        await PauseAsync(null, "an incident");
        await PauseAsync(Model, "a defect");
        var both = await PauseAsync(null, "another reason");

        Assert.Equal([null, Model], both.Paused.Select(pause => pause.Model));
        Assert.Equal(["an incident", "a defect"], both.Paused.Select(pause => pause.Reason));
        Assert.All(both.Paused, pause => Assert.Equal(admin.OwnerId, pause.PausedBy));
        Assert.Equal((1, 0), (both.Waiting, both.NotAccepted));
        Assert.Equal([Model], (await ResumeAsync(null)).Paused.Select(pause => pause.Model));
        var unknown = await bench.Engine.Get<ResumeStarts>().RunAsync("unknown/model", "a test", admin, default);
        Assert.Equal(ProblemCode.ValidationFailed, unknown.Problem?.Code);
        Assert.Empty((await ResumeAsync(Model)).Paused);
        Assert.Empty((await ResumeAsync(Model)).Paused);
        Assert.Equal(
            $"pause_starts all, pause_starts {Model}, resume_starts all, resume_starts {Model}",
            await bench.Engine.QueryAsync<string>(
                """
                select string_agg(act || ' ' || target, ', ' order by at) from admin_acts where actor_id = @OwnerId
                """, admin));
    }

    [Fact]
    public async Task Predictions_that_were_not_accepted_are_counted()
    {
        var seeded = await bench.SeedAsync(new { insufficientCredit = true });
        await bench.StartAsync(seeded);

        var starts = await bench.Engine.Get<ReadStarts>().RunAsync(default);

        Assert.Equal((2, 1), (starts.Waiting, starts.NotAccepted));
    }

    private Task<StartsView> PauseAsync(string? model) => PauseAsync(model, "a test");

    private async Task<StartsView> PauseAsync(string? model, string reason)
    {
        var answer = await bench.Engine.Get<PauseStarts>().RunAsync(model, reason, admin, default);
        Assert.False(answer.Failed(out var problem, out var starts), problem?.Message);
        return starts!;
    }

    private async Task<StartsView> ResumeAsync(string? model)
    {
        var answer = await bench.Engine.Get<ResumeStarts>().RunAsync(model, "a test", admin, default);
        Assert.False(answer.Failed(out var problem, out var starts), problem?.Message);
        return starts!;
    }

    /// <summary>Waits until this number of sessions waits for the lock of claims and pauses.</summary>
    private Task<int> WaitersBecomeAsync(int count) => Eventually.BecomesAsync(
        () => bench.Engine.QueryAsync<int>(
            """
            select count(*)::int from pg_locks l join pg_database d on d.oid = l.database
            where d.datname = current_database() and locktype = 'advisory' and not granted
            """),
        waiting => waiting == count);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
