using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// The instance's one reader for all its event streams and waiting submits. While there are any, one statement per
/// <see cref="GenerationOptions.TimelinePollSeconds"/> reads the news of every generation that they watch.
/// </summary>
public sealed partial class GenerationWatch(
    StudioDatabase database, CheckHints hints, IOptions<GenerationOptions> options, TimeProvider clock,
    ILogger<GenerationWatch> logger) : IDisposable
{
    // Each sends a message or two; the rest is for later looks.
    private const int HintsPerLook = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, WatchedGeneration> watched = [];
    private readonly CancellationTokenSource stopping = new();
    private bool reading;
    private Task hinting = Task.CompletedTask;

    /// <summary>Begins to watch; ends when the result is disposed. Throws when the first look fails.</summary>
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
                Forget(generation);
        }
    }

    private WatchedGeneration Enter(Guid id)
    {
        lock (gate)
        {
            if (!watched.TryGetValue(id, out var generation))
                watched.Add(id, generation = new(id));
            generation.Watchers++;
            if (!reading)
                Begin();
            return generation;
        }
    }

    private void Begin()
    {
        reading = true;
        // The reader belongs to no request: its statements are not part of the first one's trace.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Run(() => ReadAsync(stopping.Token));
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        while (Watched() is { Count: > 0 } all)
        {
            try
            {
                await LookAsync(all, ct);
            }
            catch (Exception failure) when (!ct.IsCancellationRequested)
            {
                LogFailed(logger, all.Count, failure);
                ForgetAll(all.Where(one => one.FailFirst(failure)));
            }

            await Task.Delay(TimeSpan.FromSeconds(options.Value.TimelinePollSeconds), clock, ct);
        }
    }

    private IReadOnlyList<WatchedGeneration> Watched()
    {
        lock (gate)
        {
            reading = watched.Count > 0;
            return [.. watched.Values];
        }
    }

    private async Task LookAsync(IReadOnlyList<WatchedGeneration> all, CancellationToken ct)
    {
        Dictionary<Guid, GenerationNews> news;
        await using (var connection = await database.OpenAsync(ct))
        {
            var found = await GenerationStore.NewsAsync(
                connection, [.. all.Select(one => one.Id)], [.. all.Select(one => one.Seen)], options.Value);
            news = found.ToDictionary(one => one.Id);
        }

        // A generation that has ended may still change once (a late completion), so its next watcher looks anew.
        ForgetAll(all.Where(one => news.GetValueOrDefault(one.Id) is not { Ended: false }));
        foreach (var one in all)
            one.Show(news.GetValueOrDefault(one.Id));
        Guid[] quiet = [.. news.Values.Where(one => one.Quiet).Take(HintsPerLook).Select(one => one.Id)];
        if (quiet.Length > 0 && hinting.IsCompleted)
            hinting = HintAsync(quiet, ct);
    }

    private async Task HintAsync(Guid[] quiet, CancellationToken ct)
    {
        try
        {
            await hints.SendAsync(quiet, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            LogUnhinted(logger, quiet.Length, failure);
        }
    }

    private void ForgetAll(IEnumerable<WatchedGeneration> generations)
    {
        lock (gate)
        {
            foreach (var one in generations)
                Forget(one);
        }
    }

    private void Forget(WatchedGeneration generation)
    {
        if (watched.TryGetValue(generation.Id, out var current) && current == generation)
            watched.Remove(generation.Id);
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Could not read the news of {Count} watched generations; the next look will retry")]
    private static partial void LogFailed(ILogger logger, int count, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Could not send check hints for {Count} generations; a later look will retry")]
    private static partial void LogUnhinted(ILogger logger, int count, Exception failure);
}
