using RenderStudio.Core.Identity;

namespace RenderStudio.Core.Generations;

/// <summary>
/// Submits the request of a finished generation again, as a new generation that refers to the old one. Current rules
/// and prices apply.
/// </summary>
public sealed class RetryGeneration(RetryStore store, SubmitGeneration submit)
{
    /// <param name="key">
    /// Null returns the retry of this generation that has not ended, if there is one. A new key creates another.
    /// </param>
    public async Task<Result<SubmittedGeneration>> RunAsync(
        Guid id, Caller caller, IdempotencyKey? key, CancellationToken ct)
    {
        if (await store.FindAsync(id, caller.OwnerId, ct) is not { } retried)
            return GetGeneration.NotFound;
        return retried.Ended
            ? await submit.RunAsync(retried.Request, caller, key, ct)
            : new Problem(ProblemCode.GenerationInFlight, $"Generation {id} has not ended. Retry it afterwards.");
    }
}
