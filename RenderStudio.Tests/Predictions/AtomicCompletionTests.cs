using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Pictures, settlement and status are written in one transaction.</summary>
public sealed class AtomicCompletionTests(Services services)
{
    [Theory]
    [InlineData("credit_entries", "new.kind = 'settle'", "deliver")]
    [InlineData("variants", "true", "deliver")]
    [InlineData("generations", "new.status = 'succeeded'", "deliver")]
    [InlineData("credit_entries", "new.kind = 'release'", "fail")]
    [InlineData("generations", "new.status = 'failed'", "fail")]
    public async Task A_completion_that_fails_at_any_statement_or_at_its_commit_writes_nothing(
        string table, string when, string step)
    {
        await using var engine = await Engine.StartAsync(services);
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var work = await Work.StoringAsync(engine, seeded, seeded.PredictionId);
        await engine.ExecuteAsync(
            $"""
            create function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'no commit'; end $$;
            create constraint trigger refuse after insert or update on {table} deferrable initially deferred
                for each row when ({when}) execute function refuse();
            """);
        var before = await engine.QueryAsync<string>(All);

        await Assert.ThrowsAsync<PostgresException>(() => work.StepAsync(step));
        Assert.Equal(before, await engine.QueryAsync<string>(All));

        await engine.ExecuteAsync($"drop trigger refuse on {table}");
        await work.StepAsync(step);
        await work.AssertAsync(
            step, step == "deliver" ? "succeeded" : "failed", charged: step == "deliver" ? 2 : 0);
    }

    private const string All =
        """
        select concat((select json_agg(p) from predictions p), (select json_agg(g) from generations g),
            (select json_agg(v) from variants v), (select json_agg(f) from variant_files f),
            (select json_agg(c) from credit_entries c), (select json_agg(a) from accounts a),
            (select json_agg(e) from generation_events e), (select json_agg(r) from upstream_runs r))
        """;
}
