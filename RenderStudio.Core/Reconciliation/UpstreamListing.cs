using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>What a listing brought.</summary>
/// <param name="BegunAt">By Postgres' clock.</param>
/// <param name="Complete">Everything that Replicate accepted before this round began has been seen.</param>
/// <param name="Found">Runs that were unknown, or whose end was.</param>
public sealed record ListingResult(DateTime BegunAt, bool Complete, int Found);

/// <summary>
/// Reads all runs since the last complete listing, whatever state their predictions are in, so that a run whose reply
/// or webhook was lost is found. A run is matched by the link it calls back, else by the mark in an input's link or a
/// seed that is ours alone; never by likeness. One run that makes trouble is recorded and keeps no other from being
/// found, but as long as it may be ours and is not taken in, the listing does not count as complete: nothing is bought
/// again meanwhile. A listing that takes too long is continued by the next round.
/// </summary>
public sealed partial class UpstreamListing(
    StudioDatabase database, ReplicateClient replicate, WebhookAddress address, ReadRun readRun, ListingStore store,
    IOptions<ReconciliationOptions> options, ILogger<UpstreamListing> logger)
{
    /// <summary>A hundred thousand runs at a hundred a page; a longer list is taken for one without end.</summary>
    private const int MaxPages = 1000;

    /// <summary>Of this instance; another one begins anew.</summary>
    private Progress? unfinished;

    public async Task<ListingResult> RunAsync(CancellationToken ct)
    {
        var window = await store.WindowAsync(ct);
        var at = Interlocked.Exchange(ref unfinished, null)
            ?? new(window.From.AddSeconds(-options.Value.ListingOverlapSeconds), window.Now);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(options.Value.ListingSeconds));
        try
        {
            do
                await ReadPageAsync(at, limit.Token);
            while (at.Next is not null);
            if (at.Missed == 0)
                await store.CompletedAsync(at.BegunAt, ct);
            else
                LogMissed(logger, at.Missed);
            return new(at.BegunAt, at.Missed == 0, at.TakeFound());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogInterrupted(logger, at.Pages);
            unfinished = at.Next is null ? null : at;
        }
        catch (Exception error) when (ReadRun.IsUpstreamTrouble(error))
        {
            LogIncomplete(logger, error.Message);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogFailed(logger, error);
        }

        return new(at.BegunAt, false, at.TakeFound());
    }

    private async Task ReadPageAsync(Progress at, CancellationToken ct)
    {
        var page = await replicate.ListAsync(at.From, at.Next, ct);
        var troubles = new ConcurrentBag<ListingTrouble>(
            page.Unread.Select(run => new ListingTrouble(run.Key, "unreadable", run.CreatedAt)));
        await ApplyPageAsync(page.Items, at, troubles, ct);
        at.Missed += await store.TroublesAsync(troubles, ct);
        at.Pages++;
        if (page.IsBroken || at.Pages >= MaxPages || (page.Next is not null && page.Next == at.Next))
            throw new JsonException("The list has no end, or its next page cannot be told.");
        at.Next = page.Next;
    }

    private async Task ApplyPageAsync(
        IReadOnlyList<ReplicatePrediction> listed, Progress at, ConcurrentBag<ListingTrouble> troubles,
        CancellationToken ct)
    {
        var known = await store.KnownAsync([.. listed.Select(run => run.Id)], ct);
        var news = listed.Where(run => IsNews(run, known.GetValueOrDefault(run.Id)));
        await Parallel.ForEachAsync(news, options.Value.InParallel(ct), async (run, token) =>
        {
            try
            {
                if (await MarkAsync(run, token) is { } mark
                    && await readRun.ApplyAsync(mark, run, token) is not (null or RunVerdict.Ignore))
                    at.CountFound();
            }
            catch (Exception error) when (!token.IsCancellationRequested)
            {
                LogLater(logger, run.Id, error);
                troubles.Add(new(run.Id, error.GetType().Name, run.CreatedAt));
            }
        });
    }

    private async Task<RunReference?> MarkAsync(ReplicatePrediction run, CancellationToken ct) =>
        run.Webhook is not null
            ? address.Read(run.Webhook)
            : run.InputLinks.Select(address.ReadInput).FirstOrDefault(read => read is not null)
                ?? await BySeedAsync(run, ct);

    private static bool IsNews(ReplicatePrediction run, KnownRun? known) =>
        known is null || (!known.Ended && run.Status.IsFinal());

    private async Task<RunReference?> BySeedAsync(ReplicatePrediction run, CancellationToken ct)
    {
        if (run.Seed is not { } seed)
            return null;
        await using var connection = await database.OpenAsync(ct);
        var matches = (await connection.QueryAsync<RunReference>(BySeedSql, new { seed })).ToList();
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

    /// <summary>How far one listing has come.</summary>
    private sealed class Progress(DateTime from, DateTime begunAt)
    {
        private int found;

        public DateTime From { get; } = from;

        public DateTime BegunAt { get; } = begunAt;

        /// <summary>The page to read next; null for the first.</summary>
        public Uri? Next { get; set; }

        public int Pages { get; set; }

        public int Missed { get; set; }

        public void CountFound() => Interlocked.Increment(ref found);

        /// <returns>Runs found since this was asked last.</returns>
        public int TakeFound() => Interlocked.Exchange(ref found, 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} of Replicate's runs could not be read or taken in")]
    private static partial void LogMissed(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {UpstreamId} was listed and could not be taken in")]
    private static partial void LogLater(ILogger logger, string upstreamId, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replicate's runs could not be listed to the end: {Reason}")]
    private static partial void LogIncomplete(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The time to list Replicate's runs ended after {Pages} pages; the next round continues")]
    private static partial void LogInterrupted(ILogger logger, int pages);

    [LoggerMessage(Level = LogLevel.Error, Message = "Listing Replicate's runs failed")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
