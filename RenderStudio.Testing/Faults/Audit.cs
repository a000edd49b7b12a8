using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Dapper;
using Npgsql;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>
/// Compares the acknowledged generations with rows, blobs, messages and the simulator's runs, once no work is in
/// progress.
/// </summary>
/// <param name="crashes">The number of times that an instance crashed or was frozen since the queues were
/// created.</param>
public sealed class Audit(
    NpgsqlDataSource database, BlobServiceClient blobs, QueueServiceClient queues, UpstreamRunLedger upstream,
    int crashes = 0)
{
    /// <summary>
    /// The time limit for the last processing of messages: a failed message is hidden for 15 seconds, is processed once
    /// more, finds no work and is deleted.
    /// </summary>
    public TimeSpan MessageTurn { get; init; } = TimeSpan.FromSeconds(40);

    static Audit() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private const string RunsSql = "select upstream_id, disposition from upstream_runs";

    private const string PredictionsSql = "select id from predictions";

    private const string ErasedSql = "select max(finished_at) from erasures";

    /// <param name="acknowledged">The generations whose submit was acknowledged.</param>
    /// <returns>The figures of the audit.</returns>
    /// <exception cref="StormException">The audit has findings; the message names all of them.</exception>
    public async Task<AuditReport> RunAsync(IReadOnlyCollection<Guid> acknowledged)
    {
        List<string> found = [];
        await using var connection = await database.OpenConnectionAsync();
        var args = new { acknowledged = acknowledged.ToArray() };
        foreach (var (rule, sql) in AuditRules.All)
            Note(found, rule, await connection.QueryAsync<string>(sql, args));

        var files = new AuditFiles(blobs);
        Note(found, "every row's blob exists with its hash", await files.BadRowsAsync(connection, args.acknowledged));
        Note(found, "every blob has its row", await files.UnexpectedBlobsAsync(connection));
        Note(found, "every account counts its blobs", await files.MiscountedAccountsAsync(connection));
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
            found.Add($"Violated: {rule} ({all.Count}):\n  {string.Join("\n  ", all.Take(10))}");
    }
}
