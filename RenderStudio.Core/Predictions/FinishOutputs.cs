using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>Downloads, checks, converts and stores the outputs of a claimed result, all at the same time.</summary>
public sealed class FinishOutputs(OutputFinishers finishers, FinishOutput finish, PredictionMetrics metrics)
{
    /// <returns>A file or an error for each output, in the order of the run.</returns>
    public async Task<OutputResult[]> RunAsync(CompletionClaim claim, CancellationToken ct)
    {
        var prediction = claim.Prediction;
        var outputs = claim.Result.Outputs.Take(prediction.VariantCount);
        var finisher = await finishers.ForAsync(prediction.GenerationId, ct);
        var expires = claim.Result.OutputsExpireAt ?? DateTimeOffset.MaxValue;
        var place = new OutputPlace(prediction.OwnerId, prediction.RenderId, claim.IsPublic);
        var results = await Task.WhenAll(outputs.Select((output, index) =>
            finish.RunAsync(place, prediction.FirstIndex + index, output, expires, finisher, ct)));
        foreach (var error in results.Select(result => result.Error).OfType<OutputError>())
            metrics.OutputError(error);
        return results;
    }
}
