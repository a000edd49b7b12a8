namespace RenderStudio.Core.Erasure;

/// <summary>How far an erasure has come, and in the end what was removed. It says nothing about whose it was.</summary>
public sealed record ErasureReceipt
{
    /// <summary>Whoever knows it may read the receipt.</summary>
    public required Guid Id { get; init; }

    public required DateTime RequestedAt { get; init; }

    /// <summary>Null while something is still left.</summary>
    public DateTime? FinishedAt { get; init; }

    public required int Generations { get; init; }

    public required int Renders { get; init; }

    public required int Pictures { get; init; }

    /// <summary>Uploads: photos, logos, avatars.</summary>
    public required int Photos { get; init; }

    /// <summary>Of pictures in all sizes and of uploads.</summary>
    public required int Files { get; init; }
}
