using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.ApiKeys;
using RenderStudio.Tests.Faults;

namespace RenderStudio.Tests.Generations;

/// <summary>
/// After any sequence of submit, cancel, retry, success and failure, by token and by API key, the sum of the ledger
/// equals the balance, no hold remains after the end of its generation, and no key exceeds its cap.
/// </summary>
public sealed class LedgerPropertyTests(Services services, ITestOutputHelper output)
{
    private const int Lanes = 4;

    private static readonly int Sequences = Repetitions.Of(200);

    [Fact]
    public async Task The_ledger_matches_the_outcome_of_any_sequence_of_operations()
    {
        var seed = Seeds.Next();
        output.WriteLine($"Seed {seed}");
        await using var engine = await Engine.StartAsync(services,
            ("Plans:Pro:ConcurrentGenerations", "3"), ("Plans:Pro:CreditsPerMonth", "12"));
        var took = new Dictionary<string, int>();

        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            for (var sequence = lane; sequence < Sequences; sequence += Lanes)
                await RunAsync(engine, new Random(seed + sequence), took);
        }));

        Assert.Null(await engine.QueryAsync<string?>(ViolationsSql));
        output.WriteLine(string.Join(", ", took.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}")));
        foreach (var step in Steps)
            Assert.True(took.GetValueOrDefault(step) > Sequences / 20, $"{step}: {took.GetValueOrDefault(step)}");
    }

    private static readonly string[] Steps =
        ["submitted", "refused", "capped", "canceled", "retried", "succeeded", "partly", "failed", "timed out"];

    // Every account is checked. An active generation holds exactly the credits of its unfinished predictions.
    private const string ViolationsSql =
        """
        select string_agg(violation, '; ') from (
            select 'balance of ' || a.owner_id as violation
            from accounts a join credit_entries e on e.owner_id = a.owner_id
            group by a.owner_id, a.balance having sum(e.delta) <> a.balance
            union all
            select 'hold of ' || g.id || ' in ' || g.status
            from generations g left join credit_entries e on e.generation_id = g.id
            group by g.id having
                coalesce(sum(case e.kind when 'hold' then e.credits when 'settle' then -e.credits
                    when 'release' then -e.credits end), 0)
                <> (select coalesce(sum(p.variant_count), 0) * g.credits_per_variant from predictions p
                    where p.generation_id = g.id and p.finished_at is null)
            union all
            select 'charge of ' || g.id
            from generations g left join credit_entries e on e.generation_id = g.id and e.kind = 'settle'
            group by g.id having coalesce(sum(e.credits), 0) > g.delivered * g.credits_per_variant
            union all
            select 'spend of ' || s.api_key_id
            from api_key_spends s left join credit_entries e on e.api_key_id = s.api_key_id
            group by s.api_key_id, s.credits having s.credits <> coalesce(-sum(e.delta), 0)
            union all
            select 'cap of ' || k.id || ' at ' || e.id
            from api_keys k join lateral (
                select id, -sum(delta) over (order by id) as used from credit_entries where api_key_id = k.id) e
                on e.used > k.monthly_credit_cap or e.used < 0
            union all
            select 'key of ' || e.generation_id
            from credit_entries e where e.kind in ('hold', 'release')
            group by e.generation_id having count(distinct coalesce(e.api_key_id::text, 'token')) > 1
            union all
            select 'gap in ' || generation_id from generation_events
            group by generation_id having count(*) <> max(seq)) as found
        """;

    private static async Task RunAsync(Engine engine, Random random, Dictionary<string, int> took)
    {
        var owner = new Caller(Guid.CreateVersion7());
        await engine.ExecuteAsync(
            "insert into owners (id, issuer, subject, plan) values (@OwnerId, 'test', @OwnerId::text, 'pro')", owner);
        var keyed = await new KeyOwner(engine, owner.OwnerId).CallerAsync(cap: random.Next(1, 6));
        List<Guid> known = [];
        for (var steps = random.Next(3, 9); steps > 0; steps--)
        {
            var step = await StepAsync(engine, random, random.Next(3) == 0 ? keyed : owner, known);
            lock (took)
                took[step] = took.GetValueOrDefault(step) + 1;
        }
    }

    private static async Task<string> StepAsync(Engine engine, Random random, Caller owner, List<Guid> known)
    {
        var some = known.Count == 0 ? Guid.Empty : known[random.Next(known.Count)];
        switch (known.Count == 0 ? 0 : random.Next(7))
        {
            case 0 or 1:
                return Note(known, await engine.Get<SubmitGeneration>().RunAsync(
                    new() { Mode = "imagine", Prompt = "a den", Variants = random.Next(1, 5) }, owner, null, default), "submitted");
            case 2:
                return Note(known, await engine.Get<RetryGeneration>().RunAsync(some, owner, null, default), "retried");
            case 3:
                await engine.Get<CancelGeneration>().RunAsync(some, owner, default);
                return "canceled";
            default:
                return await MoveAsync(engine, random, some);
        }
    }

    private static string Note(List<Guid> known, Core.Result<SubmittedGeneration> result, string step)
    {
        if (result.Failed(out var problem, out var submitted))
            return problem.Code == Core.ProblemCode.KeyCreditCapExceeded ? "capped" : "refused";
        known.Add(submitted.Id);
        return step;
    }

    /// <summary>Applies a random upstream status to one prediction, possibly repeated or late.</summary>
    private static async Task<string> MoveAsync(Engine engine, Random random, Guid generation)
    {
        var prediction = await engine.QueryAsync<Guid>(
            "select id from predictions where generation_id = @generation order by random() limit 1", new { generation });
        var seeded = new SeededGeneration(generation, default, default, [prediction]);
        var run = $"run-{prediction:n}";
        var kind = random.Next(5);
        if (kind == 0)
        {
            await RunUpdates.ApplyAsync(engine, seeded, run, "processing");
            await engine.Get<RepairStore>().TimeOutAsync(prediction, default);
            return "timed out";
        }

        var outputs = kind switch { 1 => Pictures[..1], 2 => Pictures, _ => [] };
        var status = kind switch { 1 or 2 => "succeeded", 3 => "failed", _ => "canceled" };
        await RunUpdates.ApplyAsync(engine, seeded, run, status, null, outputs);
        var complete = engine.Get<CompletePrediction>();
        await Task.WhenAll(complete.RunAsync(prediction, default), complete.RunAsync(prediction, default));
        return kind switch { 1 => "partly", 2 => "succeeded", 3 => "failed", _ => "upstream canceled" };
    }

    // The pictures differ, so that an unrequested picture is not a duplicate of another.
    private static readonly string[] Pictures = [.. Enumerable.Range(0, 4)
        .Select(place => SolidPicture.Png((byte)(place * 30), (byte)(255 - (place * 25)), 90))];
}
