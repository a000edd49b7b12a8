using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using Npgsql;

namespace RenderStudio.Tests.Support.Faults;

/// <summary>
/// Generations under faults, from the first submit to the audit. Everything random comes from the seed.
/// </summary>
public sealed class Storm : IDisposable
{
    private const int Owners = 4;

    // As many as an instance's queues take at once keep both instances busy without a backlog.
    private const int InFlight = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatiencePerGeneration = TimeSpan.FromSeconds(1);

    internal const string FinalSql =
        "select count(*)::int from generations where id = any(@ids) and finished_at is not null";

    private readonly ConcurrentBag<Guid> acknowledged = [];
    private readonly Action<string> tell;
    private StormOwner[] owners = [];
    private int turn;

    private Storm(FaultyStudio studio, int seed, Action<string> tell)
    {
        (Studio, Seed, this.tell) = (studio, seed, tell);
        Random = new(seed);
    }

    public FaultyStudio Studio { get; }

    public int Seed { get; }

    /// <summary>For the thread that breaks things; not shared.</summary>
    public Random Random { get; }

    public FaultCounts Struck { get; } = new();

    public IReadOnlyCollection<Guid> Acknowledged => acknowledged;

    /// <summary>The word that this storm's prompts share, by which the simulator's settings may name them.</summary>
    public string Word { get; } = $"room{Guid.NewGuid():n}";

    /// <param name="tell">Where the seed and the figures are printed.</param>
    public static async Task<Storm> BeginAsync(FaultyStudio studio, int seed, Action<string> tell)
    {
        var storm = new Storm(studio, seed, tell);
        tell($"seed {seed}");
        await studio.CalmAsync();
        storm.owners = await Task.WhenAll(Enumerable.Range(0, Owners).Select(
            async _ => new StormOwner(await studio.ClientAsync(), storm.Struck)));
        return storm;
    }

    public StormOwner NextOwner() => owners[(uint)Interlocked.Increment(ref turn) % Owners];

    /// <summary>Keeps a few generations under way until so many were acknowledged and all are final.</summary>
    public async Task WorkAsync(int generations, Func<int, string>? prompt = null)
    {
        var submitted = 0;
        var since = Stopwatch.GetTimestamp();
        for (var final = 0; final < generations; await Task.Delay(Pause))
        {
            final = await CountAsync(FinalSql) ?? final;
            var room = Math.Min(generations - submitted, InFlight - submitted + final);
            await Task.WhenAll(Enumerable.Range(submitted, Math.Max(0, room))
                .Select(number => SubmitAsync(prompt?.Invoke(number))));
            submitted += Math.Max(0, room);
            if (Stopwatch.GetElapsedTime(since) > Studio.Pace.Patience + (generations * PatiencePerGeneration))
                throw new StormException($"Seed {Seed}, struck: {Struck}. Not final: {await DescribeAsync()}");
        }
    }

    public async Task<Guid> SubmitAsync(string? prompt = null, int variants = 1)
    {
        var id = await NextOwner().SubmitAsync(prompt ?? $"a bright {Word}", variants);
        acknowledged.Add(id);
        return id;
    }

    /// <summary>Submits all of them at once.</summary>
    public Task SubmitManyAsync(int generations, Func<int, string>? prompt = null) => Parallel.ForEachAsync(
        Enumerable.Range(0, generations), new ParallelOptions { MaxDegreeOfParallelism = InFlight },
        async (number, _) => await SubmitAsync(prompt?.Invoke(number)));

    /// <summary>A number from the database; null while it does not answer.</summary>
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

    /// <summary>Ends the faults of the simulator, waits for rest and audits.</summary>
    public async Task<AuditReport> SettleAsync()
    {
        try
        {
            await Studio.CalmAsync();
            await new Rest(Studio.Database, Studio.Queues, Studio.Upstream).ComeAsync(Studio.Pace.Patience);
            var report = await new Audit(Studio.Database, Studio.Blobs, Studio.Queues, Studio.Upstream)
                .RunAsync(acknowledged);
            tell($"struck: {Struck}");
            tell($"audit {report}");
            return report;
        }
        catch (StormException failure)
        {
            throw new StormException($"Seed {Seed}, struck: {Struck}. {failure.Message}");
        }
    }

    public void Dispose()
    {
        foreach (var owner in owners)
            owner.Dispose();
    }

    private async Task<string> DescribeAsync()
    {
        await using var connection = await Studio.Database.OpenConnectionAsync();
        return string.Join('\n', await connection.QueryAsync<string>(
            """
            select concat('at ', clock_timestamp(), ' ', row_to_json(p), (select json_agg(r) from upstream_runs r
                where r.prediction_id = p.id))
            from predictions p where generation_id = any(@ids) and finished_at is null limit 5
            """, new { ids = acknowledged.ToArray() }));
    }
}
