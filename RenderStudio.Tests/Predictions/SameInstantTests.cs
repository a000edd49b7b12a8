using System.Text;
using Dapper;
using Npgsql;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>Two predictions of one generation end at the same time, a thousand times.</summary>
public sealed class SameInstantTests(Services services)
{
    private const int Tries = 1000, AtOnce = 6;

    [Fact]
    public async Task The_generation_is_closed_once_and_its_timeline_has_no_gap()
    {
        await using var engine = await Engine.StartAsync(services);
        var pairs = await SeedAsync(engine);
        var store = engine.Get<CompletionStore>();

        await Parallel.ForAsync(0, Tries, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (place, _) =>
        {
            // The cases alternate: both deliver, one delivers, none delivers.
            using var start = new Barrier(2);
            var ended = await Task.WhenAll(
                Task.Run(() => EndAsync(store, pairs[place][0], delivers: place % 3 < 2, start)),
                Task.Run(() => EndAsync(store, pairs[place][1], delivers: place % 3 < 1, start)));
            Assert.Equal([true, true], ended);
        });

        Assert.Equal(0, await CountAsync(engine,
            """
            concat_ws(' ', status, delivered, failure_code)
                <> (array['succeeded 2', 'succeeded 1', 'failed 0 output_invalid'])[seed % 3 + 1]
            """));
        Assert.Equal(0, await CountAsync(engine,
            """
            (select count(*) <> max(seq) or count(*) filter (where stage = g.status) <> 1
                or max(seq) <> max(seq) filter (where stage = g.status)
            from generation_events e where e.generation_id = g.id)
            """));
        Assert.Equal(0, await CountAsync(engine,
            """
            (select sum(case when kind = 'hold' then credits else -credits end) <> 0
            from credit_entries c where c.generation_id = g.id)
            """));
    }

    /// <summary>The number of generations that match the condition; it should be zero.</summary>
    private static Task<int> CountAsync(Engine engine, string wrong) =>
        engine.QueryAsync<int>($"select count(*)::int from generations g where {wrong}");

    private static Task<bool> EndAsync(CompletionStore store, CompletionClaim claim, bool delivers, Barrier start)
    {
        var index = claim.Prediction.FirstIndex;
        start.SignalAndWait();
        return delivers
            ? store.DeliverAsync(claim, [Output(claim, index)], [], default)
            : store.FailAsync(claim, FailureCode.OutputInvalid, [], default);
    }

    private static FinishedOutput Output(CompletionClaim claim, int index) => new(
        index, 8, 8, "#000000", [OutputFile.Of(claim.Prediction.RenderId, $"{index}.webp", [1], 8, 8)],
        new(new([(byte)(index * 40)]), null, 1, new Dictionary<string, double>()))
    {
        IsPublic = false,
    };

    /// <summary>
    /// Pairs of claims on predictions that are being stored; the seed of the generation is the index of the pair.
    /// </summary>
    private static async Task<CompletionClaim[][]> SeedAsync(Engine engine)
    {
        await engine.ExecuteAsync(SeedSql, new { tries = Tries });
        await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        var predictions = await connection.QueryAsync<Prediction>(
            $"""
            select {PredictionStore.Columns} from predictions p join generations g on g.id = p.generation_id
            order by g.seed, p.ordinal
            """);
        return [.. predictions.Select(prediction => new CompletionClaim(prediction, Result(prediction))).Chunk(2)];
    }

    private static ReplicatePrediction Result(Prediction prediction) => ReplicatePrediction.Parse(
        Encoding.UTF8.GetBytes($$"""{"id": "{{prediction.ResultRun}}", "status": "succeeded"}"""));

    private const string SeedSql =
        """
        insert into owners (id, issuer, subject)
        select gen_random_uuid(), 'test', place from generate_series(0, @tries - 1) as place;
        insert into accounts (owner_id, balance) select id, 10 from owners;
        insert into generations (id, owner_id, render_id, status, mode, aspect_ratio, quality, variants, seed, model,
            composed_prompt, template_version, credits_per_variant, expected_seconds)
        select gen_random_uuid(), id, gen_random_uuid(), 'storing', 'imagine', '1:1', 'draft', 2, subject::int, 'm', '', '',
            2, 6
        from owners;
        insert into generation_events (generation_id, seq, stage, code, detail)
        select id, 1, 'storing', null, 'The pictures are being stored.' from generations;
        insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
        select owner_id, 'hold', 4, -4, id, 'hold:' || id from generations;
        insert into predictions (id, generation_id, ordinal, first_index, variant_count, status, attempt, lease_token,
            lease_until, upstream_id, result_run, result_status)
        select gen_random_uuid(), id, ordinal, ordinal, 1, 'storing', 1, gen_random_uuid(), now() + interval '1 hour',
            concat(id, ordinal), concat(id, ordinal), 'succeeded'
        from generations, generate_series(0, 1) as ordinal;
        insert into upstream_runs (upstream_id, prediction_id, attempt, seen_by)
        select upstream_id, id, 1, 'reply' from predictions;
        """;
}
