using Dapper;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults.Storms;

/// <summary>A Replicate server with malformed responses.</summary>
public static class OddStorms
{
    private static readonly string[] Calls = ["create", "read", "cancel", "list", "webhook start", "webhook completed"];

    /// <summary>The longest time of a generation with valid outputs, regardless of other odd values.</summary>
    private const int HealthySeconds = 60;

    /// <summary>One of ten responses, deliveries and list pages contains an odd value.</summary>
    public static StormPlan Values { get; } = new("odd values", async (storm, scale) =>
    {
        await storm.Studio.SimulateAsync(new
        {
            predictMs = 50,
            webhookDropRate = 0.2,
            oddAnswerRate = 0.1,
            seed = storm.Random.Next(),
            overrides = new[] { new { promptContains = $"{storm.Word}slow", predictMs = 5000 } },
        });
        for (var rounds = 0; rounds < scale || Missing(storm).Any(); rounds++)
        {
            if (rounds >= scale + 9)
                throw new StormException($"Calls without an odd value: {string.Join(", ", Missing(storm))}.");
            await Task.WhenAll(storm.WorkAsync(60, inFlight: 40), CancelSomeAsync(storm));
            for (var lists = 0; lists < 50; lists++)
                await storm.Studio.ReconcileOnceAsync();
            await CountAsync(storm);
        }

        var report = await storm.SettleAsync();
        await CountAsync(storm);
        await HealthyEndedWellAsync(storm);
        return report;
    })
    {
        // An end with an odd output is stored as it is reported.
        Ends = ["succeeded", "canceled", "failed no_outputs", "failed output_invalid"],
    };

    private static IEnumerable<string> Missing(Storm storm) => Calls.Where(call => storm.Counts[$"odd: {call}"] == 0);

    private static async Task CancelSomeAsync(Storm storm)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), async (_, _) =>
        {
            var owner = storm.NextOwner();
            var generation = await owner.SubmitAsync($"a {storm.Word}slow");
            storm.Acknowledge(generation);
            await Eventually.BecomesTrueAsync(
                async () => await storm.CountAsync(
                    $"select count(*)::int from generations where id = '{generation}' and status <> 'pending'") > 0,
                storm.Studio.Pace.Patience);
            await owner.CancelAsync(generation);
        });
    }

    private static async Task CountAsync(Storm storm)
    {
        var odd = (await storm.RunsAsync()).SelectMany(run => run.OddAnswers).ToList();
        foreach (var call in Calls)
        {
            var name = $"odd: {call}";
            var now = odd.Count(one => one.StartsWith($"{call}:", StringComparison.Ordinal));
            storm.Counts.Add(name, now - storm.Counts[name]);
        }
    }

    /// <summary>Generations whose outputs were never odd succeed within the time limit.</summary>
    private static async Task HealthyEndedWellAsync(Storm storm)
    {
        var odd = (await storm.RunsAsync())
            .Where(run => run.OddAnswers.Any(one => one.Contains(": output ", StringComparison.Ordinal)))
            .Select(run => run.PredictionId!.Value).ToArray();
        await using var connection = await storm.Studio.Database.OpenConnectionAsync();
        var healthy = (await connection.QueryAsync<(string Status, double Seconds)>(
            """
            select g.status, extract(epoch from g.finished_at - g.created_at)::float8
            from generations g join predictions p on p.generation_id = g.id
            where g.id = any(@ids) and p.id <> all(@odd) and g.cancel_requested_at is null
            """, new { ids = storm.Acknowledged.ToArray(), odd })).ToList();
        storm.Notes.Add($"healthy: {healthy.Count}, the slowest took {healthy.Max(one => one.Seconds):0.0} s");
        storm.Counts.Add("healthy generations", healthy.Count);
        storm.Counts.AtLeast("healthy generations", 45);
        var late = healthy.Where(one => one.Status != "succeeded" || one.Seconds > HealthySeconds).ToList();
        if (late.Count > 0)
            throw new StormException($"{late.Count} healthy generations failed or were slow, for example {late[0]}.");
    }
}
