using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;

namespace RenderStudio.Testing.InProcess;

/// <summary>Sets the state of a seeded generation's rows, ages them, and reads their results.</summary>
public static class WorkbenchRows
{
    /// <summary>A lease of a crashed worker that has expired.</summary>
    public const string ExpiredLease = "lease_token = gen_random_uuid(), lease_until = now() - interval '1 second'";

    public const string LiveLease = "lease_token = gen_random_uuid(), lease_until = now() + interval '1 hour'";

    /// <summary>
    /// Makes the next round of storing the last one of an outage, or of unexpected errors, that began with the result.
    /// </summary>
    public const string LastTry = "result_at = now() - interval '11 minutes', " + FiveRounds;

    /// <summary>Five rounds of an outage or of unexpected errors have passed, instead of one.</summary>
    public const string FiveRounds =
        """
        storing_tries = 5,
            storing_progress = regexp_replace(storing_progress, '"count":1', '"count":5', 'g')
        """;

    /// <summary>A create call whose reply is unknown, after the time to search for its run.</summary>
    public const string SearchEnded =
        """
        status = 'starting', attempt = 1, sent_at = now() - interval '1 hour',
            grace_until = now() - interval '1 minute'
        """;

    public const string SearchRunning =
        "status = 'starting', attempt = 1, sent_at = now(), grace_until = now() + interval '1 hour'";

    /// <summary>Changes the prediction and makes it due in the reconciler's next round.</summary>
    public static Task SetAsync(this Workbench bench, SeededGeneration seeded, string state = "attempt = attempt") =>
        bench.Engine.ExecuteAsync(
            $"update predictions set {state}, next_check_at = now() - interval '1 second' where id = @PredictionId",
            seeded);

    /// <summary>Sets the generation to the final status of its prediction and releases the prediction's hold.</summary>
    public static Task EndAsync(this Workbench bench, SeededGeneration seeded) => bench.Engine.ExecuteAsync(
        """
        update generations g set status = p.status, failure_code = p.failure_code, finished_at = p.finished_at
        from predictions p where p.id = @PredictionId and g.id = p.generation_id and p.finished_at is not null;
        insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
        select @OwnerId, 'release', 2, 2, @Id, 'release:' || id from predictions
        where id = @PredictionId and finished_at is not null
        """, seeded);

    public static Task<ReconcileCounts> ReconcileAsync(this Workbench bench) =>
        bench.Engine.Get<ReconcilePredictions>().RunOnceAsync(default);

    /// <summary>Starts the prediction as its message would.</summary>
    /// <returns>The run in the row; null when the reply was lost or was an error.</returns>
    public static async Task<string?> StartAsync(this Workbench bench, SeededGeneration seeded)
    {
        await bench.Engine.Get<StartPrediction>().RunAsync(seeded.PredictionId, default);
        return await bench.ReadAsync<string?>(seeded, "upstream_id");
    }

    /// <summary>Starts the prediction and waits until its run has succeeded, without a delivery.</summary>
    public static async Task<string> StartAndFinishAsync(this Workbench bench, SeededGeneration seeded)
    {
        var run = (await bench.StartAsync(seeded))!;
        await bench.Replicate.BecomesAsync(run, "succeeded");
        return run;
    }

    public static Task CompleteAsync(this Workbench bench, SeededGeneration seeded) =>
        bench.Engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

    public static Task<T> ReadAsync<T>(this Workbench bench, SeededGeneration seeded, string column) =>
        bench.Engine.QueryAsync<T>($"select {column} from predictions where id = @PredictionId", seeded);

    public static Task<string> StatusAsync(this Workbench bench, SeededGeneration seeded) =>
        bench.ReadAsync<string>(seeded, "status");

    /// <summary>The status of the generation, with its failure code after a colon.</summary>
    public static Task<string> OutcomeAsync(this Workbench bench, SeededGeneration seeded) =>
        bench.Engine.QueryAsync<string>(
            "select concat_ws(': ', status, failure_code) from generations where id = @Id", seeded);

    public static Task<int> BalanceAsync(this Workbench bench, SeededGeneration seeded) =>
        bench.Engine.QueryAsync<int>("select balance from accounts where owner_id = @OwnerId", seeded);

    public static Task<string?> DispositionAsync(this Workbench bench, string run) =>
        bench.Engine.QueryAsync<string?>(
            "select (select disposition from upstream_runs where upstream_id = @run)", new { run });

    public static Task<string> SnapshotAsync(this Workbench bench) => bench.Engine.QueryAsync<string>(
        """
        select concat((select json_agg(p order by id) from predictions p), (select json_agg(g) from generations g),
            (select json_agg(c) from credit_entries c), (select json_agg(e) from generation_events e),
            (select json_agg(r) from upstream_runs r))
        """);
}
