using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>The work was stopped because somebody else has the lease now.</summary>
public sealed class LeaseLostException : OperationCanceledException;

/// <summary>Keeps a claimed prediction's lease alive while its work waits for its turn and runs.</summary>
public sealed partial class PredictionLeases(
    StudioDatabase database, ExclusiveWorkGate turns, PredictionMetrics metrics, TimeProvider clock,
    IOptions<PredictionOptions> options, ILogger<PredictionLeases> logger)
{
    private const string RenewSql =
        """
        update predictions set lease_until = clock_timestamp() + make_interval(secs => @seconds)
        where id = @predictionId and lease_token = @token
        """;

    /// <summary>
    /// Runs <paramref name="work"/> while renewing, alone in this instance if a holder died before. Its token is
    /// canceled when the lease turns out to be somebody else's; what the work then still writes is refused by the token
    /// in every guarded write.
    /// </summary>
    /// <exception cref="LeaseLostException">It was canceled for that.</exception>
    public async Task<T> WhileHeldAsync<T>(
        Prediction claimed, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        var (predictionId, token) = (claimed.Id, claimed.LeaseToken!.Value);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = RenewAsync(predictionId, token, lost, done.Token);
        try
        {
            return await turns.RunAsync(claimed.LeaseExpiries > 0, () => work(lost.Token), lost.Token);
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
                await using var connection = await database.OpenAsync(done);
                var args = new { predictionId, token, seconds = options.Value.LeaseSeconds };
                if (await connection.ExecuteAsync(RenewSql, args) == 0)
                {
                    metrics.StaleWrite("renew");
                    LogLost(logger, predictionId);
                    await lost.CancelAsync();
                    return;
                }
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                // The next round tries again; if the lease runs out meanwhile, the guarded writes will say so.
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of prediction {PredictionId} is somebody else's now")]
    private static partial void LogLost(ILogger logger, Guid predictionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not renew the lease of prediction {PredictionId}")]
    private static partial void LogRenewFailed(ILogger logger, Guid predictionId, Exception error);
}
