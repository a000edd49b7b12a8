using Microsoft.Extensions.Logging;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// Downloads, checks, converts and stores the outputs of a claimed result, all at the same time, except those that an
/// earlier round finished or rejected.
/// </summary>
public sealed partial class FinishOutputs(
    OutputFinishers finishers, FinishOutput finish, PredictionMetrics metrics, TimeProvider clock,
    ILogger<FinishOutputs> logger)
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
            index => finish.RunAsync(place, index, output, expires, finisher, ct), claim, ct)));
    }

    private async Task<OutputResult> FinishAsync(
        int index, Func<int, Task<OutputResult>> finishAsync, CompletionClaim claim, CancellationToken ct)
    {
        if (claim.Progress.SettledOf(index) is { } settled)
            return settled;
        var result = await TryAsync(index, finishAsync, ct);
        if (result.Error is { } error)
            metrics.OutputError(error);
        return result;
    }

    // The pictures of the other outputs would be lost with an exception.
    private async Task<OutputResult> TryAsync(
        int index, Func<int, Task<OutputResult>> finishAsync, CancellationToken ct)
    {
        try
        {
            return await finishAsync(index);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogUnexpected(logger, index, error);
            return new(index, null, OutputError.Unexpected(error.GetType().Name));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Output {Index} ended with an unexpected error")]
    private static partial void LogUnexpected(ILogger logger, int index, Exception error);
}
