namespace RenderStudio.Core.Predictions;

/// <summary>The range of variants that one prediction delivers.</summary>
internal sealed record PredictionRange(Guid Id, int Ordinal, int FirstIndex, int Count)
{
    /// <summary>Splits the variants into the smallest number of predictions that the model allows.</summary>
    public static IReadOnlyList<PredictionRange> Split(int variants, int perRun) =>
    [
        .. Enumerable.Range(0, (variants + perRun - 1) / perRun).Select(ordinal => new PredictionRange(
            Guid.CreateVersion7(), ordinal, ordinal * perRun, Math.Min(perRun, variants - ordinal * perRun))),
    ];
}
