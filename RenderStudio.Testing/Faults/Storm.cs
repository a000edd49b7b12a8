using System.Collections.Concurrent;
using Dapper;
using Npgsql;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>A named storm: its faults and its work, at a multiple of the numbers of the tests.</summary>
public sealed record StormPlan(string Name, Func<Storm, int, Task<AuditReport>> Run)
{
    /// <summary>The ends that its generations can have, as the audit reports them.</summary>
    public IReadOnlyList<string> Ends { get; init; } = ["succeeded"];
}

/// <summary>
/// Generations under faults, from the first submit to the audit. All random values come from the seed.
/// </summary>
public sealed class Storm : IDisposable
{
    private const int Owners = 4;

    private readonly ConcurrentBag<Guid> acknowledged = [];
    private StormOwner[] owners = [];
    private int turn;

    private Storm(FaultyStudio studio, int seed) => (Studio, Random) = (studio, new(seed));

    public FaultyStudio Studio { get; }

    /// <summary>For the thread that injects faults; it is not shared.</summary>
    public Random Random { get; }

    public FaultCounts Counts { get; } = new();

    /// <summary>Figures that are printed with the audit.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The times at which an instance was killed.</summary>
    public ConcurrentBag<DateTimeOffset> Kills { get; } = [];

    public IReadOnlyCollection<Guid> Acknowledged => acknowledged;

    /// <summary>
    /// The term that the prompts of this storm share, by which the simulator's settings can select its runs.
    /// </summary>
    public string Word { get; } = $"room{Guid.NewGuid():n}";

    /// <summary>Runs a storm from its seed to its audit.</summary>
    /// <param name="print">Where the seed and the figures are printed.</param>
    /// <exception cref="StormException">The storm failed; the message names the seed.</exception>
    public static async Task<AuditReport> RunAsync(
        FaultyStudio studio, StormPlan plan, int scale, int seed, Action<string> print)
    {
        print($"{plan.Name}: seed {seed}");
        await studio.ClearFaultsAsync();
        using var storm = new Storm(studio, seed);
        storm.owners = await Task.WhenAll(Enumerable.Range(0, Owners).Select(
            async _ => new StormOwner(await studio.ClientAsync(), storm.Counts)));
        try
        {
            var report = await plan.Run(storm, scale);
            await studio.LeaksNothingAsync();
            print($"faults: {storm.Counts}");
            print($"audit {report}");
            storm.Notes.ForEach(print);
            var others = report.Ends.Keys.Except(plan.Ends).ToList();
            return others.Count == 0
                ? report
                : throw new StormException($"Unexpected ends: {string.Join(", ", others)}.");
        }
        catch (Exception failure)
        {
            throw new StormException($"{plan.Name}, seed {seed}, faults: {storm.Counts}. {failure}");
        }
    }

    public StormOwner NextOwner() => owners[(uint)Interlocked.Increment(ref turn) % Owners];

    public async Task<Guid> SubmitAsync(string? prompt = null, int variants = 1)
    {
        var id = await NextOwner().SubmitAsync(prompt ?? $"a bright {Word}", variants);
        Acknowledge(id);
        return id;
    }

    /// <summary>Records a generation that an owner received: from now on the storm verifies it.</summary>
    public void Acknowledge(Guid id) => acknowledged.Add(id);

    /// <summary>Waits for a generation's success.</summary>
    /// <returns>Its render.</returns>
    public async Task<Guid> RenderOfAsync(Guid generation)
    {
        await using var connection = await Studio.Database.OpenConnectionAsync();
        var found = await Eventually.BecomesAsync(
            () => connection.QueryAsync<Guid>(
                "select render_id from generations where id = @generation and status = 'succeeded'",
                new { generation }),
            renders => renders.Any(), Studio.Pace.Patience);
        return found.Single();
    }

    /// <summary>A number from the database; null while the database does not respond.</summary>
    public async Task<int?> CountAsync(string sql)
    {
        try
        {
            await using var connection = await Studio.Database.OpenConnectionAsync();
            return await connection.ExecuteScalarAsync<int>(sql, new { ids = acknowledged.ToArray() });
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>Runs of this storm's generations, as the simulator lists them.</summary>
    public async Task<IReadOnlyList<RecordedRun>> RunsAsync()
    {
        await using var connection = await Studio.Database.OpenConnectionAsync();
        var ours = (await connection.QueryAsync<Guid>(
            "select id from predictions where generation_id = any(@ids)", new { ids = acknowledged.ToArray() }))
            .ToHashSet();
        return [.. (await Studio.UpstreamOf(Word).ReadAsync())
            .Where(run => run.PredictionId is { } id && ours.Contains(id))];
    }

    /// <summary>Ends the faults of the simulator, waits until no work is in progress, and audits.</summary>
    public async Task<AuditReport> SettleAsync()
    {
        await Studio.ClearFaultsAsync();
        await new IdleWait(Studio.Database, Studio.Queues, Studio.Upstream).UntilIdleAsync(Studio.Pace.Patience);
        var audit = new Audit(Studio.Database, Studio.Blobs, Studio.Queues, Studio.Upstream, Studio.Crashes);
        return await audit.RunAsync(acknowledged);
    }

    public void Dispose()
    {
        foreach (var owner in owners)
            owner.Dispose();
    }
}
