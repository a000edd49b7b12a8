namespace RenderStudio.Core.Generations;

/// <summary>What a submit leaves behind.</summary>
/// <param name="Held">Credits set aside for it.</param>
/// <param name="Remaining">Credits the owner can still spend.</param>
public sealed record SubmittedGeneration(
    Guid Id, string Mode, DateTime CreatedAt, int Held, int Remaining, IReadOnlyList<Guid> PredictionIds);
