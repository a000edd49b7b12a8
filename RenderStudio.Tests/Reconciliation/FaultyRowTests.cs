using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Rows and listed runs that no repair can process, together with healthy work.</summary>
[Collection<OnTheWorkbench>]
public sealed class FaultyRowTests(Workbench bench)
{
    private const int Healthy = 10;
    private const int MaxRounds = 40;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(0.2);

    private const string Running = "status = 'running', accepted_at = now(), attempt = 1, ";
    private const string Succeeded =
        Running + "result_run = 'run-' || id, result_status = 'succeeded', result_payload = ";

    /// <summary>Faulty states of a prediction, by the name that a test failure shows.</summary>
    private static readonly Dictionary<string, string> FaultyStates = new()
    {
        ["a run id that is another path"] = Running + "upstream_id = '..'",
        ["a run id with control characters"] = Running + "upstream_id = E'odd\r\n\x01run'",
        ["an empty run id"] = Running + "upstream_id = ''",
        ["a run that Replicate does not know"] = Running + "upstream_id = 'unknown'",
        ["a run id without end"] = Running + "upstream_id = repeat('x', 2000)",
        ["the smallest seed"] = "seed = -9223372036854775808",
        ["the largest seed and attempt"] = WorkbenchRows.SearchEnded.Replace("attempt = 1", "attempt = 2147483647")
            + ", seed = 9223372036854775807",
        ["the largest number of lease expiries"] =
            "status = 'starting', lease_expiries = 2147483647, " + WorkbenchRows.ExpiredLease,
        ["the largest number of checks"] = "checks = 2147483647",
        ["an expired lease while starting"] = "status = 'starting', attempt = 1, " + WorkbenchRows.ExpiredLease,
        ["an expired lease while storing"] = Succeeded.Replace("running", "storing")
            + "'{}', " + WorkbenchRows.ExpiredLease,
        ["accepted at the end of time"] =
            "status = 'running', attempt = 1, upstream_id = 'late', accepted_at = '294276-12-31'",
        ["accepted before time"] = "status = 'running', attempt = 1, upstream_id = 'early', accepted_at = '-infinity'",
        ["created at the end of time"] = "created_at = '294276-12-31'",
        ["a result that is no JSON"] = Succeeded + "'{\"id\":'",
        ["a result that is no run"] = Succeeded + "'[7]'",
        ["a result without a payload"] = Running + "result_run = 'run-' || id, result_status = 'succeeded'",
        ["a result that ended at the end of time"] =
            Succeeded + """'{"id":"run","status":"succeeded","output":[],"completed_at":"9999-12-31T23:59:59Z"}'""",
        ["outputs that are no links"] =
            Succeeded + """'{"id":"run","status":"succeeded","output":["..",7,null,["a"],{}],"completed_at":7}'""",
        ["an unknown status"] = Running + "result_run = 'run-' || id, result_status = 'exploded'",
    };

    private static readonly string[] OddItems =
    [
        """{"id": "odd\u0000run", "status": "starting"}""", """{"id": "..", "status": []}""", "7", "null", "[]",
        """{"id": "foreign", "status": "starting", "input": {"seed": -9223372036854775808}, "created_at": "soon"}""",
    ];

    [Fact]
    public async Task One_faulty_row_of_every_kind_blocks_none_of_ten_healthy_predictions()
    {
        await bench.ClearAsync();
        await using var engine = await bench.AnotherEngineAsync(
            collection => collection.ConfigureAll<HttpClientFactoryOptions>(options =>
                options.HttpMessageHandlerBuilderActions.Add(builder =>
                    builder.AdditionalHandlers.Add(new OddListing(OddItems)))),
            ("Reconciliation:StepSeconds", $"{Budget.TotalSeconds}"), ("Reconciliation:Parallel", "2"));
        // Faulty rows have ids before and after those of the healthy rows, because rows are read by id.
        var poisoned = await PoisonAsync(engine);
        var healthy = new List<SeededGeneration>();
        for (var number = 0; number < Healthy; number++)
            healthy.Add(await RunningAsync(engine));
        poisoned = [.. poisoned, .. await PoisonAsync(engine)];
        // The list contains none of the healthy runs: only their own rows lead to them.
        await engine.ExecuteAsync("update upstream_listing set complete_upto = clock_timestamp() + interval '1 hour'");
        await PoisonLedgerAsync(engine);

        var rounds = 0;
        var longest = TimeSpan.Zero;
        while (rounds < MaxRounds && await FinishedAsync(engine, healthy) < Healthy)
        {
            var since = Stopwatch.GetTimestamp();
            await engine.Get<ReconcilePredictions>().RunOnceAsync(default);
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(since).Ticks));
            rounds++;
            foreach (var one in healthy.Concat(poisoned))
                await Record.ExceptionAsync(() => engine.Get<CompletePrediction>().RunAsync(one.PredictionId, default));
        }

        Assert.Equal(Healthy, await FinishedAsync(engine, healthy));
        // A round that waited for each faulty row would take the time limit of that row.
        Assert.True(longest < TimeSpan.FromSeconds(60), $"A round took {longest}.");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{poisoned.Count} poisonous rows, {rounds} rounds, the longest took {longest.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task Two_hundred_generations_that_cannot_be_closed_block_no_other()
    {
        await bench.ClearAsync();
        await using var engine = await bench.AnotherEngineAsync();
        var first = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync(
            """
            delete from predictions where generation_id = @Id;
            insert into generations (id, owner_id, render_id, mode, aspect_ratio, quality, variants, model,
                composed_prompt, template_version, credits_per_variant, expected_seconds)
            select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, owner_id, gen_random_uuid(), mode,
                aspect_ratio, quality, variants, model, 'poison', '1', 2, 6
            from generations, generate_series(1, 250) as n where id = @Id;
            create function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'poison'; end $$;
            create trigger refuse before update on generations for each row
                when (new.composed_prompt = 'poison') execute function refuse();
            """, first);
        var good = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync(
            """
            update predictions set status = 'failed', failure_code = 'provider_failed', finished_at = now()
            where id = @PredictionId
            """, good);

        await engine.Get<GenerationRepairs>().CloseAsync(default);

        Assert.Equal("failed", await engine.QueryAsync<string>("select status from generations where id = @Id", good));
    }

    [Fact]
    public async Task A_step_that_reaches_its_time_limit_is_continued_by_the_next_round()
    {
        await bench.ClearAsync();
        await using var engine = await bench.AnotherEngineAsync(("Reconciliation:StepSeconds", "0.01"));
        var last = Guid.Empty;
        for (var number = 0; number < 5; number++)
        {
            var seeded = await SeededGeneration.CreateAsync(engine);
            last = seeded.Id;
            await engine.ExecuteAsync(
                """
                update predictions set status = 'failed', failure_code = 'provider_failed', finished_at = now()
                where id = @PredictionId
                """, seeded);
        }

        await engine.ExecuteAsync(
            $"""
            create function slow() returns trigger language plpgsql as
                $$ begin
                    perform pg_sleep(0.3);
                    if new.id <> '{last}' then raise exception 'poison'; end if;
                    return new;
                end $$;
            create trigger slow before update on generations for each row execute function slow();
            """);
        var repairs = engine.Get<GenerationRepairs>();
        var rounds = new List<int>();
        while (rounds.Count < 5 && !rounds.Contains(1))
            rounds.Add(await repairs.CloseAsync(default));

        Assert.Equal(1, rounds[^1]);
        Assert.InRange(rounds.Count, 2, 5);
    }

    private static async Task<List<SeededGeneration>> PoisonAsync(Engine engine)
    {
        var all = new List<SeededGeneration>();
        foreach (var (name, state) in FaultyStates)
        {
            var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1, prompt: $"a room with {name}");
            await engine.ExecuteAsync(
                $"update predictions set {state}, next_check_at = now() - interval '1 second' where id = @PredictionId",
                seeded);
            all.Add(seeded);
        }

        all.Add(await WithoutPhotoAsync(engine));
        return all;
    }

    /// <summary>An input with a row and without a file.</summary>
    private static async Task<SeededGeneration> WithoutPhotoAsync(Engine engine)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await engine.ExecuteAsync(
            """
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
            values (@RenderId, @OwnerId, 'input', @path, 'image/png', 5, '', 64, 64);
            update generations set input1_id = @RenderId where id = @Id;
            update predictions set next_check_at = now() - interval '1 second' where id = @PredictionId
            """,
            new
            {
                seeded.RenderId,
                seeded.OwnerId,
                seeded.Id,
                seeded.PredictionId,
                path = StoragePaths.Input(seeded.OwnerId, seeded.RenderId, "png"),
            });
        return seeded;
    }

    /// <summary>
    /// A hold without a generation, a hold above any balance, and malformed runs of a prediction that ended.
    /// </summary>
    private static async Task PoisonLedgerAsync(Engine engine)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await engine.ExecuteAsync(
            """
            insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
            values (@OwnerId, 'hold', 2147483647, 0, gen_random_uuid(), 'hold:nothing'),
                (@OwnerId, 'hold', 2147483647, 0, @Id, 'hold:again');
            update predictions set status = 'failed', failure_code = 'internal', finished_at = now()
            where id = @PredictionId;
            insert into upstream_runs (upstream_id, prediction_id, attempt, disposition, seen_by)
            values ('..', @PredictionId, 2147483647, 'cancel', 'listing'), ('', @PredictionId, 0, 'open', 'reply')
            """, seeded);
    }

    /// <summary>A prediction whose run has succeeded at Replicate without a delivery.</summary>
    private async Task<SeededGeneration> RunningAsync(Engine engine)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1, prompt: $"room {Guid.NewGuid():n}");
        await engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);
        var run = await engine.QueryAsync<string>(
            "select upstream_id from predictions where id = @PredictionId", seeded);
        await bench.Replicate.BecomesAsync(run, "succeeded");
        await engine.ExecuteAsync(
            "update predictions set next_check_at = now() - interval '1 second' where id = @PredictionId", seeded);
        return seeded;
    }

    private static Task<int> FinishedAsync(Engine engine, List<SeededGeneration> healthy) => engine.QueryAsync<int>(
        "select count(*)::int from generations where id = any(@ids) and status = 'succeeded'",
        new { ids = healthy.Select(one => one.Id).ToArray() });
}
