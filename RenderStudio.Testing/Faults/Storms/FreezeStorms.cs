using System.Text.Json;
using Azure.Storage.Blobs;
using Dapper;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults.Storms;

/// <summary>An instance is frozen for longer than its leases and then resumes.</summary>
public static class FreezeStorms
{
    private const int AtOnce = 4;

    private const string StoringSql =
        "select count(*)::int from predictions where status = 'storing' and lease_until > clock_timestamp()";

    public static StormPlan Frozen { get; } = new("frozen instances", async (storm, scale) =>
    {
        for (var round = 0; round < scale; round++)
            await FreezeAsync(storm);
        storm.Counts.AtLeast("workers frozen while storing", AtOnce * scale);
        storm.Counts.AtLeast("stale workers rejected", AtOnce * scale);
        return await storm.SettleAsync();
    });

    private static async Task FreezeAsync(Storm storm)
    {
        await storm.Studio.SimulateAsync(new { predictMs = 50, slowOutputMs = 1500 });
        try
        {
            await storm.Studio.SignalAsync(2, "stop");
            var work = storm.WorkAsync(AtOnce);
            await Eventually.BecomesTrueAsync(
                async () => await storm.CountAsync(StoringSql) == AtOnce, storm.Studio.Pace.Patience);
            await storm.Studio.SignalAsync(1, "stop");
            storm.Counts.Add("workers frozen while storing", await storm.CountAsync(StoringSql) ?? 0);
            await storm.Studio.SignalAsync(2, "continue");
            await work;
            await ThawAsync(storm);
        }
        finally
        {
            await storm.Studio.SignalAsync(2, "continue");
            await storm.Studio.SignalAsync(1, "continue");
        }
    }

    private static async Task ThawAsync(Storm storm)
    {
        var logged = new FileInfo(LogOf(storm)).Length;
        var before = await SnapshotAsync(storm);
        await storm.Studio.SignalAsync(1, "continue");
        storm.Counts.Add("stale workers rejected", await Eventually.BecomesAsync(
            () => RefusedAsync(storm, logged), refused => refused >= AtOnce, storm.Studio.Pace.Patience));
        if (await SnapshotAsync(storm) != before)
            throw new StormException("A frozen instance changed a row or a file after it resumed.");
    }

    /// <summary>Every row and every stored byte that must not change.</summary>
    private static async Task<string> SnapshotAsync(Storm storm)
    {
        await using var connection = await storm.Studio.Database.OpenConnectionAsync();
        var rows = await connection.QuerySingleAsync<string>(
            """
            select concat((select json_agg(p order by id) from predictions p),
                (select json_agg(g order by id) from generations g),
                (select json_agg(c order by id) from credit_entries c),
                (select json_agg(e order by generation_id, seq) from generation_events e),
                (select json_agg(a order by owner_id) from accounts a), (select json_agg(r order by id) from renders r),
                (select json_agg(v order by render_id, index) from variants v),
                (select json_agg(f order by path) from variant_files f))
            """);
        List<string> blobs = [];
        await foreach (var blob in storm.Studio.Blobs.GetBlobContainerClient("private").GetBlobsAsync())
            blobs.Add($"{blob.Name} {blob.Properties.ETag}");
        return rows + JsonSerializer.Serialize(blobs);
    }

    private static string LogOf(Storm storm) => Path.Combine(storm.Studio.Status.DataFolder, "studio.log");

    /// <summary>Each worker logs this once, when its lease was lost or its write was rejected.</summary>
    /// <param name="since">The length of the log before.</param>
    private static async Task<int> RefusedAsync(Storm storm, long since)
    {
        await using var log = new FileStream(LogOf(storm), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = since;
        var lines = (await new StreamReader(log).ReadToEndAsync()).Split('\n');
        return lines.Count(line => line.Contains("The lease was lost while storing", StringComparison.Ordinal));
    }
}
