using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Lets one of several equal requests do the work and gives its answer to all. A refusal is not kept: whoever asks
/// again is judged again.
/// </summary>
public sealed class SubmitOnce(IdempotencyStore store, IOptions<GenerationOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="work">Stores its answer under the claim in its own transaction.</param>
    public async Task<Result<SubmittedGeneration>> RunAsync(
        Caller caller, IdempotencyKey key, Func<IdempotencyClaim, Task<Result<SubmittedGeneration>>> work,
        CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            var known = await store.FindAsync(caller.OwnerId, key, ct);
            if (known is null or { Takeable: true }
                && await store.ClaimAsync(caller.OwnerId, key, ct) is { } claim)
            {
                var result = await WorkAsync(claim, work);
                if (result.Problem != InProgress) // else it was taken over, and the other's answer is waited for
                    return result;
            }

            if (known is { Takeable: false } && known.Fingerprint != key.Fingerprint)
                return Reused;
            if (known is { Takeable: false, Answer: { } answer })
                return IdempotencyStore.Read(answer);
            if (clock.GetElapsedTime(since).TotalSeconds >= options.Value.IdempotencyWaitSeconds)
                return known?.Fingerprint == key.Fingerprint ? InProgress : Reused;
            await Task.Delay(Pause, clock, ct);
        }
    }

    internal static Problem InProgress { get; } = new(
        ProblemCode.IdempotencyInProgress, "The first request with this Idempotency-Key is still under way.",
        RetryAfter: TimeSpan.FromSeconds(2));

    private static Problem Reused { get; } = new(
        ProblemCode.IdempotencyKeyReused, "This Idempotency-Key was used with another body. Take a new one.");

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
                await ReleaseAsync(claim);
        }
    }

    // Without a database the lease runs out by itself.
    private async Task ReleaseAsync(IdempotencyClaim claim)
    {
        try
        {
            await store.ReleaseAsync(claim);
        }
        catch (NpgsqlException)
        {
        }
    }
}
