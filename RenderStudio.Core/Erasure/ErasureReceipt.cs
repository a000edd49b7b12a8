namespace RenderStudio.Core.Erasure;

/// <summary>The progress of an erasure: the items deleted so far. Contains no data about the owner.</summary>
public sealed record ErasureReceipt
{
    /// <summary>Grants access to the receipt, so it must not be guessable.</summary>
    public required Guid Id { get; init; }

    public required DateTime RequestedAt { get; init; }

    /// <summary>Null until everything is deleted.</summary>
    public DateTime? FinishedAt { get; init; }

    public required int Generations { get; init; }

    public required int Renders { get; init; }

    public required int Pictures { get; init; }

    /// <summary>Number of uploads: photos, logos and avatars.</summary>
    public required int Photos { get; init; }

    /// <summary>Number of files: pictures in all sizes, and uploads.</summary>
    public required int Files { get; init; }
}
