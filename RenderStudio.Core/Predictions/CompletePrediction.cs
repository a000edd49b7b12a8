using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Downloads, checks, converts and files the outputs of a run that succeeded, then publishes them in one stroke.
/// </summary>
public sealed partial class CompletePrediction(
    CompletionClaims claims, CompletionStore store, PredictionLeases leases, FinishOutput finish,
    IOptions<PredictionOptions> options, ILogger<CompletePrediction> logger)
{
    /// <summary>Idempotent: a message that comes again finds nothing to claim.</summary>
    /// <exception cref="OutputsNotStoredException">An error that may pass; the lease is given back for another
    /// round.</exception>
    public async Task RunAsync(Guid predictionId, CancellationToken ct)
    {
        if (await claims.TakeAsync(predictionId, ct) is not { } claim)
            return;

        using var scope = PredictionScope.Of(logger, claim.Prediction);
        var results = await leases.WhileHeldAsync(predictionId, claim.Token, held => FinishAsync(claim, held), ct);
        var mayPass = results.FirstOrDefault(result => result.Error is { Retryable: true })?.Error;
        if (mayPass is not null && claim.Prediction.StoringTries + 1 < options.Value.MaxStoringTries)
        {
            await store.LetGoAsync(claim, ct);
            throw new OutputsNotStoredException(mayPass);
        }

        if (!await WriteAsync(claim, results, ct))
            LogLost(logger);
    }

    private async Task<OutputResult[]> FinishAsync(CompletionClaim claim, CancellationToken ct)
    {
        var prediction = claim.Prediction;
        var wanted = claim.Result.Outputs.Take(prediction.VariantCount);
        return await Task.WhenAll(wanted.Select((output, place) =>
            finish.RunAsync(prediction.RenderId, prediction.FirstIndex + place, output, ct)));
    }

    private Task<bool> WriteAsync(CompletionClaim claim, OutputResult[] results, CancellationToken ct)
    {
        var delivered = results.Where(result => result.Output is not null).Select(result => result.Output!).ToList();
        var refused = results.Where(result => result.Error is not null).ToList();
        if (delivered.Count > 0)
            return store.DeliverAsync(claim, delivered, refused, ct);
        var code = refused.Count > 0 ? refused[0].Error!.Code
            : claim.Result.DataRemoved ? FailureCode.OutputExpired
            : FailureCode.NoOutputs;
        return store.FailAsync(claim, code, ct);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The claim was lost while storing; nothing was written")]
    private static partial void LogLost(ILogger logger);
}

/// <summary>Outputs could not be stored for now; the queue tries again.</summary>
public sealed class OutputsNotStoredException(OutputError error)
    : Exception($"Outputs not stored ({error.Kind}): {error.Detail}");
