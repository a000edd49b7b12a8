using System.Text;
using System.Text.Json;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Administration;

/// <summary>Reads a generation of any owner with its predictions, runs, ledger entries, timeline and acts.</summary>
public sealed class InspectGeneration(GenerationInspectionStore store)
{
    public async Task<Result<InspectedGeneration>> RunAsync(Guid id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } found
            ? found with { Predictions = [.. found.Predictions.Select(WithError)] }
            : new Problem(ProblemCode.NotFound, "There is no generation with this id.");

    private static InspectedPrediction WithError(InspectedPrediction prediction) =>
        prediction.ResultPayload is { } payload ? prediction with { ResultError = ErrorOf(payload) } : prediction;

    // The stored result contains the error without texts of the request.
    private static string? ErrorOf(string payload)
    {
        try
        {
            return ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(payload)).Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
