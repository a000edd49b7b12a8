using Npgsql;
using RenderStudio.Core.Database;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// The reconciler's writes. Each reads the row again under the locks and changes nothing when the row no longer meets
/// the condition of the repair. True means that the row was changed.
/// </summary>
public sealed class RepairStore(StudioDatabase database)
{
    /// <summary>Removes an expired lease and counts the lease expiry.</summary>
    public Task<Reaped> ReapAsync(Guid id, int maxLeaseExpiries, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
        {
            if (await PredictionStore.LockAsync(connection, id) is null
                || !await PredictionRepairStore.ReapAsync(connection, id))
                return Reaped.Nothing;
            var now = (await PredictionStore.LockAsync(connection, id))!;
            return now switch
            {
                { Status: PredictionStatus.Starting, HasResult: true } => Reaped.Storing,
                { Status: PredictionStatus.Starting, Sent: true } => Reaped.Searching,
                { Status: PredictionStatus.Starting } => await StartAgainAsync(connection, now, maxLeaseExpiries),
                { MaySucceedLate: true } => await GiveUpLateAsync(connection, now, maxLeaseExpiries),
                _ => Reaped.Storing,
            };
        }, ct);

    private static async Task<Reaped> StartAgainAsync(NpgsqlConnection connection, Prediction now, int maxLeaseExpiries)
    {
        if (now.CancelRequested)
            await PredictionEnd.CancelAsync(connection, now);
        else if (now.LeaseExpiries >= maxLeaseExpiries)
            await PredictionEnd.FailAsync(connection, now, FailureCode.Internal);
        else
            return await PredictionRepairStore.StartAgainAsync(connection, now) ? Reaped.Unsent : Reaped.Searching;
        return Reaped.Ended;
    }

    /// <summary>
    /// Gives up a late success when its lease expiries are used up. Without a stored picture the generation keeps its
    /// failed status.
    /// </summary>
    private static async Task<Reaped> GiveUpLateAsync(NpgsqlConnection connection, Prediction now, int maxLeaseExpiries)
    {
        if (now.LeaseExpiries < maxLeaseExpiries)
            return Reaped.Storing;
        if (!await AbandonedStoring.DeliverAsync(connection, now))
            await UpstreamRunStore.SetDispositionAsync(connection, now.ResultRun!, RunDisposition.Lost);
        return Reaped.Ended;
    }

    public Task<bool> FailByLeaseExpiriesAsync(Guid id, CancellationToken ct) => UnderLockAsync(id,
        async (connection, now) => now is { Status: PredictionStatus.Storing, LeaseToken: not null, LeaseLive: false }
            && await AbandonedStoring.EndAsync(connection, now, FailureCode.Internal), ct);

    public Task<bool> FailUnacceptedAsync(Guid id, CancellationToken ct) => UnderLockAsync(id,
        async (connection, now) =>
            now is { Status: PredictionStatus.Pending or PredictionStatus.Starting, HasResult: false, LeaseToken: null }
            && await EndAsync(connection, now, FailureCode.ProviderUnavailable), ct);

    public Task<bool> TimeOutAsync(Guid id, CancellationToken ct) => UnderLockAsync(id,
        async (connection, now) =>
            now is { Status: PredictionStatus.Queued or PredictionStatus.Running, HasResult: false }
            && await EndAsync(connection, now, FailureCode.TimedOut), ct);

    /// <summary>Call this only after a complete listing that did not contain the attempt's run.</summary>
    public Task<bool> EndSearchAsync(StuckPrediction stuck, int maxLeaseExpiries, CancellationToken ct) =>
        UnderLockAsync(stuck.Id, async (connection, now) =>
        {
            if (now is not { Status: PredictionStatus.Starting, LeaseToken: null, HasResult: false }
                || now.Attempt != stuck.Attempt)
                return false;
            if (now.CancelRequested)
                return await PredictionEnd.CancelAsync(connection, now);
            if (now.LeaseExpiries >= maxLeaseExpiries)
                return await PredictionEnd.FailAsync(connection, now, FailureCode.Internal);
            return await PredictionRepairStore.StartAgainAsync(connection, now);
        }, ct);

    private static Task<bool> EndAsync(NpgsqlConnection connection, Prediction now, FailureCode code) =>
        now.CancelRequested
            ? PredictionEnd.CancelAsync(connection, now)
            : PredictionEnd.FailAsync(connection, now, code);

    private Task<bool> UnderLockAsync(
        Guid id, Func<NpgsqlConnection, Prediction, Task<bool>> write, CancellationToken ct) =>
        database.InTransactionAsync(async connection =>
            await PredictionStore.LockAsync(connection, id) is { } now && await write(connection, now), ct);
}
