using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Dapper;
using Npgsql;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>
/// Compares what was promised with rows, blobs, messages and Replicate's books, once everything is at rest.
/// </summary>
/// <param name="crashes">How many instances have died or stood still since the queues were made.</param>
public sealed class Audit(
    NpgsqlDataSource database, BlobServiceClient blobs, QueueServiceClient queues, UpstreamBook upstream,
    int crashes = 0)
{
    /// <summary>
    /// How long messages may take to be taken for the last time: what failed is hidden for 15 seconds, is taken once
    /// more, finds nothing to do and is deleted.
    /// </summary>
    public TimeSpan MessageTurn { get; init; } = TimeSpan.FromSeconds(40);

    static Audit() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private const string RunsSql = "select upstream_id, disposition from upstream_runs";

    private const string PredictionsSql = "select id from predictions";

    private const string ErasedSql = "select max(finished_at) from erasures";

    /// <param name="acknowledged">Generations that somebody was told of.</param>
    /// <returns>Figures worth telling.</returns>
    /// <exception cref="StormException">Something does not add up; all of it is named.</exception>
    public async Task<AuditReport> RunAsync(IReadOnlyCollection<Guid> acknowledged)
    {
        List<string> found = [];
        await using var connection = await database.OpenConnectionAsync();
        var args = new { acknowledged = acknowledged.ToArray() };
        foreach (var (rule, sql) in AuditRules.All)
            Note(found, rule, await connection.QueryAsync<string>(sql, args));

        var files = new AuditFiles(blobs);
        Note(found, "every row's blob exists with its hash", await files.BrokenAsync(connection, args.acknowledged));
        Note(found, "every blob has its row", await files.StrayAsync(connection));
        var bought = await upstream.ReadAsync();
        var ours = (await connection.QueryAsync<Guid>(PredictionsSql)).ToHashSet();
        var runs = new AuditRuns(
            (await connection.QueryAsync<(string, string)>(RunsSql)).ToDictionary(), ours,
            await connection.ExecuteScalarAsync<DateTime?>(ErasedSql));
        Note(found, "runs accepted − canceled = delivered + lost", bought.Select(runs.Fault).OfType<string>());
        Note(found, "no message for final work", await new AuditMessages(queues, crashes).LeftAsync(MessageTurn));

        return found.Count == 0
            ? await AuditReport.ReadAsync(connection, args.acknowledged, files.Read,
                [.. bought.Where(run => run.PredictionId is { } id && ours.Contains(id))])
            : throw new StormException($"The audit found:\n{string.Join('\n', found)}");
    }

    private static void Note(List<string> found, string rule, IEnumerable<string> broken)
    {
        var all = broken.ToList();
        if (all.Count > 0)
            found.Add($"NOT: {rule} ({all.Count}):\n  {string.Join("\n  ", all.Take(10))}");
    }
}
