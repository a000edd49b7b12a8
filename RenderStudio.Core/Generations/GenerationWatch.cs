using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Polls the database for all event streams and waiting submits of the instance. While there are any, one statement per
/// <see cref="GenerationOptions.TimelinePollSeconds"/> reads the new timeline events of every watched generation.
/// </summary>
public sealed partial class GenerationWatch(
    StudioDatabase database, CheckHints hints, IOptions<GenerationOptions> options, TimeProvider clock,
    ILogger<GenerationWatch> logger) : IDisposable
{
    // A hint enqueues a message per prediction. Later polls send the remaining hints.
    private const int HintsPerPoll = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, WatchedGeneration> watched = [];
    private readonly CancellationTokenSource stopping = new();
    private bool polling;
    private Task hinting = Task.CompletedTask;

    /// <summary>
    /// Starts watching a generation, until the returned watcher is disposed. Throws when the first poll fails.
    /// </summary>
    public async Task<Result<GenerationWatcher>> JoinAsync(Guid id, Caller caller, CancellationToken ct)
    {
        var generation = Enter(id);
        var joined = false;
        try
        {
            joined = await generation.Owner.WaitAsync(ct) == caller.OwnerId;
            return joined ? new GenerationWatcher(generation, this, clock) : GetGeneration.NotFound;
        }
        finally
        {
            if (!joined)
                Leave(generation);
        }
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    internal void Leave(WatchedGeneration generation)
    {
        lock (gate)
        {
            if (--generation.Watchers == 0)
                Remove(generation);
        }
    }

    private WatchedGeneration Enter(Guid id)
    {
        lock (gate)
        {
            if (!watched.TryGetValue(id, out var generation))
                watched.Add(id, generation = new(id));
            generation.Watchers++;
            if (!polling)
                StartPolling();
            return generation;
        }
    }

    private void StartPolling()
    {
        polling = true;
        // Polling belongs to no request, so its statements must not be part of the first request's trace.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => PollAsync(stopping.Token));
    }

    private async Task PollAsync(CancellationToken ct)
    {
        while (Watched() is { Count: > 0 } all)
        {
            try
            {
                await PollOnceAsync(all, ct);
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                LogFailed(logger, all.Count, exception);
                RemoveAll(all.Where(one => one.FailFirstPoll(exception)));
            }

            await Task.Delay(TimeSpan.FromSeconds(options.Value.TimelinePollSeconds), clock, ct);
        }
    }

    private IReadOnlyList<WatchedGeneration> Watched()
    {
        lock (gate)
        {
            polling = watched.Count > 0;
            return [.. watched.Values];
        }
    }

    private async Task PollOnceAsync(IReadOnlyList<WatchedGeneration> all, CancellationToken ct)
    {
        Dictionary<Guid, GenerationUpdate> updates;
        await using (var connection = await database.OpenAsync(ct))
        {
            var found = await GenerationStore.UpdatesAsync(
                connection, [.. all.Select(one => one.Id)], [.. all.Select(one => one.Seen)], options.Value);
            updates = found.ToDictionary(update => update.Id);
        }

        // A finished generation may still change once (late completion), so its next watcher reads it again.
        RemoveAll(all.Where(one => updates.GetValueOrDefault(one.Id) is not { Ended: false }));
        foreach (var one in all)
            one.Apply(updates.GetValueOrDefault(one.Id));
        Guid[] stale = [.. updates.Values.Where(one => one.NeedsCheck).Take(HintsPerPoll).Select(one => one.Id)];
        if (stale.Length > 0 && hinting.IsCompleted)
            hinting = HintAsync(stale, ct);
    }

    private async Task HintAsync(Guid[] stale, CancellationToken ct)
    {
        try
        {
            await hints.SendAsync(stale, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            LogNotHinted(logger, stale.Length, exception);
        }
    }

    private void RemoveAll(IEnumerable<WatchedGeneration> generations)
    {
        lock (gate)
        {
            foreach (var one in generations)
                Remove(one);
        }
    }

    private void Remove(WatchedGeneration generation)
    {
        if (watched.TryGetValue(generation.Id, out var current) && current == generation)
            watched.Remove(generation.Id);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Could not read timeline events of watched generations (count: {Count}); the next poll will retry")]
    private static partial void LogFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Could not send check hints for generations (count: {Count}); a later poll will retry")]
    private static partial void LogNotHinted(ILogger logger, int count, Exception exception);
}
