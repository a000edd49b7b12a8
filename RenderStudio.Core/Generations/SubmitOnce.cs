using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Executes a request once per idempotency key and returns its response to all equal requests. A problem is not stored:
/// a repeated request is processed again.
/// </summary>
public sealed class SubmitOnce(IdempotencyStore store, IOptions<GenerationOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan PollingInterval = TimeSpan.FromMilliseconds(100);

    /// <param name="work">Executes the request and stores the response under the claim, in one transaction.</param>
    public async Task<Result<SubmittedGeneration>> RunAsync(
        Caller caller, IdempotencyKey key, Func<IdempotencyClaim, Task<Result<SubmittedGeneration>>> work,
        CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            var stored = await store.FindAsync(caller.OwnerId, key, ct);
            if (stored is { IsReusable: false } && stored.Fingerprint != key.Fingerprint)
                return Reused;
            if (stored is null or { Expired: true }
                && await store.ClaimAsync(caller.OwnerId, key, ct) is { } claim)
            {
                var result = await WorkAsync(claim, work);
                if (result.Problem != InProgress) // Otherwise another request claimed the key; wait for its response.
                    return result;
            }

            if (stored is { Expired: false, Answer: { } answer })
                return IdempotencyStore.Read(answer);
            if (clock.GetElapsedTime(since).TotalSeconds >= options.Value.IdempotencyWaitSeconds)
                return InProgress;
            await Task.Delay(PollingInterval, clock, ct);
        }
    }

    internal static Problem InProgress { get; } = new(
        ProblemCode.IdempotencyInProgress,
        "The first request with this Idempotency-Key is still in progress. Retry later with the same key.",
        RetryAfter: TimeSpan.FromSeconds(2));

    private static Problem Reused { get; } = new(
        ProblemCode.IdempotencyKeyReused, "This Idempotency-Key was used with a different body. Use a new key.");

    private async Task<Result<SubmittedGeneration>> WorkAsync(
        IdempotencyClaim claim, Func<IdempotencyClaim, Task<Result<SubmittedGeneration>>> work)
    {
        var answered = false;
        try
        {
            var result = await work(claim);
            answered = result.Problem is null;
            return result;
        }
        finally
        {
            if (!answered)
                await AbandonAsync(claim);
        }
    }

    // When the database is unavailable, the lease expires instead.
    private async Task AbandonAsync(IdempotencyClaim claim)
    {
        try
        {
            await store.AbandonAsync(claim);
        }
        catch (NpgsqlException)
        {
        }
    }
}
