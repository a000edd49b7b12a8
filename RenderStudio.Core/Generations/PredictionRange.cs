namespace RenderStudio.Core.Generations;

/// <summary>Which variants one prediction is to deliver.</summary>
public sealed record PredictionRange(Guid Id, int Ordinal, int FirstIndex, int Count)
{
    /// <summary>As few predictions as the model needs for so many pictures.</summary>
    public static IReadOnlyList<PredictionRange> Split(int variants, int perRun) =>
    [
        .. Enumerable.Range(0, (variants + perRun - 1) / perRun).Select(ordinal => new PredictionRange(
            Guid.CreateVersion7(), ordinal, ordinal * perRun, Math.Min(perRun, variants - ordinal * perRun))),
    ];
}
