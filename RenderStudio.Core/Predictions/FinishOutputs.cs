using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Downloads, checks, converts and stores the outputs of a claimed result, all at the same time, except those that an
/// earlier round finished or rejected.
/// </summary>
public sealed class FinishOutputs(
    OutputFinishers finishers, FinishOutput finish, PredictionMetrics metrics, TimeProvider clock)
{
    /// <returns>A file or an error for each output, in the order of the run.</returns>
    public async Task<OutputResult[]> RunAsync(CompletionClaim claim, CancellationToken ct)
    {
        var prediction = claim.Prediction;
        var outputs = claim.Result.Outputs.Take(prediction.VariantCount);
        var finisher = await finishers.ForAsync(prediction.GenerationId, ct);
        var expires = claim.OutputsExpireAt(clock.GetUtcNow());
        var place = new OutputPlace(prediction.OwnerId, prediction.RenderId, claim.IsPublic);
        return await Task.WhenAll(outputs.Select((output, position) => FinishAsync(
            prediction.FirstIndex + position,
            index => finish.RunAsync(place, index, output, expires, finisher, ct), claim)));
    }

    private async Task<OutputResult> FinishAsync(
        int index, Func<int, Task<OutputResult>> finishAsync, CompletionClaim claim)
    {
        if (claim.Progress.SettledOf(index) is { } settled)
            return settled;
        var result = await finishAsync(index);
        if (result.Error is { } error)
            metrics.OutputError(error);
        return result;
    }
}
