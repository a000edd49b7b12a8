using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Reconciliation;

/// <summary>What a listing brought.</summary>
/// <param name="BegunAt">By Postgres' clock.</param>
/// <param name="Complete">Everything that Replicate accepted before this round began has been seen.</param>
/// <param name="Found">Runs that were unknown, or whose end was.</param>
public sealed record ListingResult(DateTime BegunAt, bool Complete, int Found);

/// <summary>
/// Reads all runs since the last complete listing, whatever state their predictions are in, so that a run whose reply
/// or webhook was lost is found. A run is matched by the link it calls back, else by the mark in an input's link or a
/// seed that is ours alone; never by likeness. One run that makes trouble keeps no other from being found, but as long
/// as it may be ours and is not taken in, the listing does not count as complete: nothing is bought again meanwhile.
/// </summary>
public sealed partial class UpstreamListing(
    StudioDatabase database, ReplicateClient replicate, WebhookAddress address, ReadRun readRun, ListingStore store,
    IOptions<ReconciliationOptions> options, ILogger<UpstreamListing> logger)
{
    // A start that nobody heard of is given up after an hour; an older run changes nothing any more.
    private static readonly TimeSpan MayStillCount = TimeSpan.FromHours(2);

    public async Task<ListingResult> RunAsync(CancellationToken ct)
    {
        var window = await store.WindowAsync(ct);
        var from = window.From.AddSeconds(-options.Value.ListingOverlapSeconds);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Value.ListingSeconds));
        var (found, missed) = (0, 0);
        try
        {
            Uri? next = null;
            do
            {
                var page = await replicate.ListAsync(from, next, limit.Token);
                var (news, troubles) = await TakeInAsync(page.Items, limit.Token);
                found += news;
                missed += troubles + page.Unread.Count(created => created > window.Now - MayStillCount);
                next = page.Next;
            }
            while (next is not null);
            if (missed == 0)
                await store.CompletedAsync(window.Now, ct);
            else
                LogMissed(logger, missed);
            return new(window.Now, missed == 0, found);
        }
        catch (Exception error) when (ReadRun.IsUpstreamTrouble(error)
            || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogIncomplete(logger, error.Message);
            return new(window.Now, false, found);
        }
    }

    private async Task<(int Found, int Missed)> TakeInAsync(
        IReadOnlyList<ReplicatePrediction> listed, CancellationToken ct)
    {
        var known = await store.KnownAsync([.. listed.Select(run => run.Id)], ct);
        var news = listed.Where(run => IsNews(run, known.GetValueOrDefault(run.Id)));
        var (found, missed) = (0, 0);
        await Parallel.ForEachAsync(news, options.Value.InParallel(ct), async (run, token) =>
        {
            try
            {
                if (await MarkAsync(run, token) is { } mark
                    && await readRun.TakeInAsync(mark, run, token) is not (null or RunVerdict.Ignore))
                    Interlocked.Increment(ref found);
            }
            catch (Exception error) when (!token.IsCancellationRequested)
            {
                LogLater(logger, run.Id, error);
                Interlocked.Increment(ref missed);
            }
        });
        return (found, missed);
    }

    private async Task<WebhookMark?> MarkAsync(ReplicatePrediction run, CancellationToken ct) =>
        run.Webhook is not null
            ? address.Read(run.Webhook)
            : run.InputLinks.Select(address.ReadInput).FirstOrDefault(read => read is not null)
                ?? await BySeedAsync(run, ct);

    private static bool IsNews(ReplicatePrediction run, KnownRun? known) =>
        known is null || (!known.Ended && run.Status.IsFinal());

    private async Task<WebhookMark?> BySeedAsync(ReplicatePrediction run, CancellationToken ct)
    {
        if (run.Seed is not { } seed)
            return null;
        await using var connection = await database.OpenAsync(ct);
        var matches = (await connection.QueryAsync<WebhookMark>(BySeedSql, new { seed })).ToList();
        return matches.Count == 1 ? matches[0] : null;
    }

    // Attempt n sent the prediction's seed + n - 1.
    private const string BySeedSql =
        """
        select p.id as prediction_id, (@seed::bigint - p.seed + 1)::int as attempt
        from predictions p join generations g on g.id = p.generation_id
        where p.seed between @seed::bigint - 10000 and @seed::bigint and @seed::bigint - p.seed < p.attempt
            and g.seed is null and p.created_at > now() - interval '1 day'
        """;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} of Replicate's runs could not be read or taken in")]
    private static partial void LogMissed(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {UpstreamId} was listed and could not be taken in")]
    private static partial void LogLater(ILogger logger, string upstreamId, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replicate's runs could not be listed to the end: {Reason}")]
    private static partial void LogIncomplete(ILogger logger, string reason);
}
