using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Administration;

/// <summary>An act of an operator is recorded exactly when it has its effect.</summary>
[Collection<OnTheWorkbench>]
public sealed class AtomicActTests(Workbench bench) : IAsyncLifetime
{
    private Engine engine = null!;
    private SeededGeneration seeded = null!;
    private Caller admin = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await bench.AnotherEngineAsync();
        seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        admin = new((await SeededGeneration.CreateAsync(engine)).OwnerId, IsAdmin: true);
        await engine.ExecuteAsync("update predictions set lease_expiries = 2 where id = @PredictionId", seeded);
        await ActAsync("pause");
        await engine.ExecuteAsync(
            """
            create function fail() returns trigger language plpgsql as $$ begin raise exception 'It failed.'; end $$
            """);
    }

    [Theory]
    [InlineData("redrive", "redrive_prediction")]
    [InlineData("pause one", "pause_starts")]
    [InlineData("resume", "resume_starts")]
    [InlineData("grant", "grant_credits")]
    [InlineData("take", "take_credits")]
    [InlineData("sweep", "sweep_storage")]
    public async Task An_act_is_recorded_with_its_operator_and_reason(string act, string kind)
    {
        await ActAsync(act);

        Assert.Equal((kind, "because"), await engine.QueryAsync<(string, string)>(
            "select act, reason from admin_acts where actor_id = @OwnerId order by at desc limit 1", admin));
    }

    [Theory]
    [InlineData("redrive")]
    [InlineData("pause one")]
    [InlineData("resume")]
    [InlineData("grant")]
    [InlineData("take")]
    public async Task An_act_that_cannot_be_recorded_has_no_effect(string act)
    {
        await engine.ExecuteAsync(
            "create trigger fail before insert on admin_acts for each row execute function fail()");
        var before = await SnapshotAsync();

        await Assert.ThrowsAsync<PostgresException>(() => ActAsync(act));

        Assert.Equal(before, await SnapshotAsync());
    }

    [Theory]
    [InlineData("redrive", "predictions")]
    [InlineData("pause one", "start_pauses")]
    [InlineData("resume", "start_pauses")]
    [InlineData("grant", "credit_entries")]
    [InlineData("take", "credit_entries")]
    public async Task An_act_whose_transaction_fails_at_its_commit_is_not_recorded(string act, string table)
    {
        await engine.ExecuteAsync(
            $"""
            create constraint trigger fail after insert or update or delete on {table}
                deferrable initially deferred for each row execute function fail()
            """);
        var before = await SnapshotAsync();

        await Assert.ThrowsAsync<PostgresException>(() => ActAsync(act));

        Assert.Equal(before, await SnapshotAsync());
    }

    [Theory]
    [InlineData("update admin_acts set reason = 'another'")]
    [InlineData("update admin_acts set reason = reason where false")]
    [InlineData("delete from admin_acts")]
    [InlineData("truncate admin_acts")]
    public async Task A_recorded_act_cannot_be_changed_or_removed(string change)
    {
        var before = await SnapshotAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => engine.ExecuteAsync(change));

        Assert.Contains("append-only", refused.Message);
        Assert.Equal(before, await SnapshotAsync());
    }

    private Task ActAsync(string act) => act switch
    {
        "redrive" => engine.Get<RedriveForOperator>().RunAsync(seeded.PredictionId, "because", admin, default),
        "pause" => engine.Get<PauseStarts>().RunAsync(null, "because", admin, default),
        "pause one" => engine.Get<PauseStarts>().RunAsync(
            "black-forest-labs/flux-schnell", "because", admin, default),
        "resume" => engine.Get<ResumeStarts>().RunAsync(null, "because", admin, default),
        "sweep" => engine.Get<SweepForOperator>().RunAsync("because", admin, default),
        "grant" => GrantAsync(5),
        "take" => GrantAsync(-5),
        _ => throw new ArgumentException($"There is no act '{act}'."),
    };

    private Task<Result<GrantedCredits>> GrantAsync(int credits) => engine.Get<GrantCredits>().RunAsync(
        seeded.OwnerId, new(credits, "because", $"{Guid.NewGuid()}"), admin, default);

    private Task<string> SnapshotAsync() => engine.QueryAsync<string>(
        """
        select concat((select json_agg(a order by at) from admin_acts a),
            (select json_agg(p order by id) from predictions p),
            (select json_agg(s) from start_pauses s), (select json_agg(c order by id) from credit_entries c),
            (select json_agg(a order by owner_id) from accounts a), (select json_agg(e) from generation_events e))
        """);

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
