using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Dapper;
using Npgsql;

namespace RenderStudio.Tests.Support.Faults;

/// <summary>
/// Compares what was promised with rows, blobs, messages and Replicate's books, once everything is at rest.
/// </summary>
public sealed class Audit(
    NpgsqlDataSource database, BlobServiceClient blobs, QueueServiceClient queues, UpstreamBook upstream)
{
    private static readonly TimeSpan MessageTurn = TimeSpan.FromSeconds(10);

    static Audit() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private const string FilesSql =
        """
        select f.path, f.sha256, f.bytes
        from variant_files f join generations g on g.render_id = f.render_id
        where g.id = any(@acknowledged)
        """;

    private const string RunsSql = "select upstream_id, prediction_id, disposition from upstream_runs";

    private const string PredictionsSql = "select id from predictions";

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

        var files = (await connection.QueryAsync<StoredFile>(FilesSql, args)).AsList();
        Note(found, "every row's blob exists with its hash", await BrokenFilesAsync(files));
        var runs = (await connection.QueryAsync<KnownRun>(RunsSql)).ToDictionary(run => run.UpstreamId);
        var ours = (await connection.QueryAsync<Guid>(PredictionsSql)).ToHashSet();
        var bought = (await upstream.ReadAsync())
            .Where(run => run.PredictionId is { } id && ours.Contains(id)).ToList();
        Note(found, "runs accepted − canceled = delivered + lost",
            bought.Select(run => Unaccounted(run, runs)).OfType<string>());
        Note(found, "no message for final work", await LeftMessagesAsync());

        return found.Count == 0
            ? await AuditReport.ReadAsync(connection, args.acknowledged, files.Count, bought)
            : throw new StormException($"The audit found:\n{string.Join('\n', found)}");
    }

    private static void Note(List<string> found, string rule, IEnumerable<string> broken)
    {
        var all = broken.ToList();
        if (all.Count > 0)
            found.Add($"NOT: {rule} ({all.Count}):\n  {string.Join("\n  ", all.Take(10))}");
    }

    private async Task<IReadOnlyList<string>> BrokenFilesAsync(IEnumerable<StoredFile> files)
    {
        var container = blobs.GetBlobContainerClient("private");
        List<string> broken = [];
        foreach (var file in files)
        {
            try
            {
                var content = (await container.GetBlobClient(file.Path).DownloadContentAsync()).Value.Content;
                var hash = Convert.ToHexStringLower(SHA256.HashData(content));
                if (hash != file.Sha256 || content.ToMemory().Length != file.Bytes)
                    broken.Add($"{file.Path} holds {content.ToMemory().Length} bytes of {hash}");
            }
            catch (RequestFailedException missing) when (missing.Status == 404)
            {
                broken.Add($"{file.Path} is missing");
            }
        }

        return broken;
    }

    private static string? Unaccounted(BoughtRun run, Dictionary<string, KnownRun> runs)
    {
        var known = runs.GetValueOrDefault(run.Id)?.Disposition;
        var accounted = run.Canceled ? known == "canceled" : run.Final && known is "delivered" or "lost";
        return accounted ? null : $"{run.Id} is {run.Status} there and {known ?? "unknown"} here";
    }

    /// <summary>
    /// What a dead instance took, and what failed and waits for its next turn, is out of sight for as long as the host
    /// holds it. When it comes back it is taken once more, finds nothing to do and goes.
    /// </summary>
    private async Task<IReadOnlyList<string>> LeftMessagesAsync()
    {
        try
        {
            return await Eventually.BecomesAsync(MessagesAsync, seen => seen.Count == 0, MessageTurn);
        }
        catch (TimeoutException)
        {
            return await MessagesAsync();
        }
    }

    private async Task<IReadOnlyList<string>> MessagesAsync()
    {
        List<string> seen = [];
        await foreach (var queue in queues.GetQueuesAsync())
        {
            var messages = await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32);
            seen.AddRange(messages.Value.Select(message => $"{queue.Name}: {message.Body}"));
        }

        return seen;
    }

    private sealed record StoredFile(string Path, string Sha256, long Bytes);

    private sealed record KnownRun(string UpstreamId, Guid PredictionId, string Disposition);
}
