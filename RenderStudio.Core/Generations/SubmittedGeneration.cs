namespace RenderStudio.Core.Generations;

/// <summary>The result of a submit.</summary>
/// <param name="Held">Credits held for the generation.</param>
/// <param name="Remaining">Credits that further generations can hold.</param>
public sealed record SubmittedGeneration(
    Guid Id, string Mode, DateTime CreatedAt, int Held, int Remaining, IReadOnlyList<Guid> PredictionIds);
