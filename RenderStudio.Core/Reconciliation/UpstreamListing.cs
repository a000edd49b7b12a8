using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>The result of a listing.</summary>
/// <param name="BegunAt">When the listing began, by PostgreSQL's clock.</param>
/// <param name="Complete">Whether all runs that Replicate accepted before the listing began were read.</param>
/// <param name="Found">Number of runs that were unknown or whose end was unknown.</param>
public sealed record ListingResult(DateTime BegunAt, bool Complete, int Found);

/// <summary>
/// Lists all runs since the last complete listing, whatever the status of their predictions, so that a run whose reply
/// or webhook was lost is found. A run is matched by its webhook link, else by the reference in an input link, else by
/// a seed that only one prediction uses; never by similarity. A run that cannot be read or applied is recorded and does
/// not prevent others from being found. While it may belong to a start, the listing does not count as complete, so that
/// no prediction is started again. A listing that exceeds its time is continued in the next round.
/// </summary>
public sealed partial class UpstreamListing(
    ReplicateClient replicate, WebhookAddress address, ReadRun readRun, ListingStore store,
    IOptions<ReconciliationOptions> options, ILogger<UpstreamListing> logger)
{
    /// <summary>100,000 runs at 100 a page; a longer list is treated as endless.</summary>
    private const int MaxPages = 1000;

    /// <summary>The unfinished listing of this instance. Other instances do not continue it.</summary>
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
            LogOutOfTime(logger, at.Pages);
            unfinished = at.Next is null ? null : at;
        }
        catch (Exception error) when (ReadRun.IsUpstreamError(error))
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
        var errors = new ConcurrentBag<ListingError>(
            page.Unread.Select(run => new ListingError(run.Key, "unreadable", run.CreatedAt)));
        await ApplyPageAsync(page.Items, at, errors, ct);
        at.Missed += await store.RecordErrorsAsync(errors, ct);
        at.Pages++;
        if (page.IsBroken || at.Pages >= MaxPages || (page.Next is not null && page.Next == at.Next))
            throw new JsonException("The list has no end, or the link of its next page is unreadable.");
        at.Next = page.Next;
    }

    private async Task ApplyPageAsync(
        IReadOnlyList<ReplicatePrediction> listed, Progress at, ConcurrentBag<ListingError> errors,
        CancellationToken ct)
    {
        var known = await store.KnownAsync([.. listed.Select(run => run.Id)], ct);
        var updates = listed.Where(run => IsUpdate(run, known.GetValueOrDefault(run.Id)));
        await Parallel.ForEachAsync(updates, options.Value.InParallel(ct), async (run, token) =>
        {
            try
            {
                if (await FindReferenceAsync(run, token) is { } reference
                    && await readRun.ApplyAsync(reference, run, token) is not (null or RunVerdict.Ignore))
                    at.CountFound();
            }
            catch (Exception error) when (!token.IsCancellationRequested)
            {
                LogNotApplied(logger, run.Id, error);
                errors.Add(new(run.Id, error.GetType().Name, run.CreatedAt));
            }
        });
    }

    private async Task<RunReference?> FindReferenceAsync(ReplicatePrediction run, CancellationToken ct) =>
        run.Webhook is not null
            ? address.Read(run.Webhook)
            : run.InputLinks.Select(address.ReadInput).FirstOrDefault(read => read is not null)
                ?? (run.Seed is { } seed ? await store.FindBySeedAsync(seed, ct) : null);

    private static bool IsUpdate(ReplicatePrediction run, KnownRun? known) =>
        known is null || (!known.Ended && run.Status.IsFinal());

    /// <summary>The progress of one listing.</summary>
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

        /// <returns>Number of runs found since the last call.</returns>
        public int TakeFound() => Interlocked.Exchange(ref found, 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Replicate's runs that could not be read or applied: {Count}")]
    private static partial void LogMissed(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not apply listed run {UpstreamId}")]
    private static partial void LogNotApplied(ILogger logger, string upstreamId, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not list all of Replicate's runs: {Reason}")]
    private static partial void LogIncomplete(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Listing Replicate's runs exceeded its time (pages read: {Pages}); the next round continues")]
    private static partial void LogOutOfTime(ILogger logger, int pages);

    [LoggerMessage(Level = LogLevel.Error, Message = "Listing Replicate's runs failed")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
