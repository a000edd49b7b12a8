using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RenderStudio.Core.Predictions;

/// <summary>The work was canceled because its lease was lost.</summary>
internal sealed class LeaseLostException : OperationCanceledException;

/// <summary>Renews the lease of a claimed prediction while its work waits for the gate and runs.</summary>
public sealed partial class PredictionLeases(
    LeaseStore store, ExclusiveWorkGate gate, PredictionMetrics metrics, TimeProvider clock,
    IOptions<PredictionOptions> options, ILogger<PredictionLeases> logger)
{
    /// <summary>
    /// Runs <paramref name="work"/> while it renews the lease. The work is exclusive in this instance if a lease of the
    /// prediction expired before. The token that the work receives is canceled when the lease is lost; writes that
    /// follow change nothing, because each is guarded by the lease token.
    /// </summary>
    /// <exception cref="LeaseLostException">The work was canceled because the lease was lost.</exception>
    public async Task<T> WhileHeldAsync<T>(
        Prediction claimed, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        var (predictionId, token) = (claimed.Id, claimed.LeaseToken!.Value);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = RenewAsync(predictionId, token, lost, done.Token);
        try
        {
            return await gate.RunAsync(exclusive: claimed.LeaseExpiries > 0, () => work(lost.Token), lost.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new LeaseLostException();
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(Guid predictionId, Guid token, CancellationTokenSource lost, CancellationToken done)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LeaseRenewSeconds), clock);
        while (await NextAsync(timer, done))
        {
            try
            {
                if (!await store.RenewAsync(predictionId, token, done))
                {
                    metrics.StaleWrite("renew");
                    LogLost(logger, predictionId);
                    await lost.CancelAsync();
                    return;
                }
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                // The next tick tries again. If the lease expires first, the guarded writes change nothing.
                LogRenewFailed(logger, predictionId, error);
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken done)
    {
        try
        {
            return await timer.WaitForNextTickAsync(done);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of prediction {PredictionId} was lost")]
    private static partial void LogLost(ILogger logger, Guid predictionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not renew the lease of prediction {PredictionId}")]
    private static partial void LogRenewFailed(ILogger logger, Guid predictionId, Exception error);
}
