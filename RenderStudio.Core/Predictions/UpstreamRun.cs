using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>A run ever seen at Replicate for one of our predictions.</summary>
public sealed record UpstreamRun
{
    public required string UpstreamId { get; init; }
    public required Guid PredictionId { get; init; }
    public required int Attempt { get; init; }
    public required RunDisposition Disposition { get; init; }

    /// <summary>As Replicate last said it; null when only its id is known.</summary>
    public required string? UpstreamStatus { get; init; }
}

/// <summary>What is to become of a run, stored in lower case.</summary>
public enum RunDisposition
{
    /// <summary>Its end is awaited.</summary>
    Open,

    /// <summary>Nobody wants it any more: canceled upstream until it is final, and never adopted.</summary>
    Cancel,
    Canceled,

    /// <summary>Ended without being delivered.</summary>
    Lost,
    Delivered,
}

/// <summary>How a run came to be known.</summary>
public enum SeenBy
{
    Reply,
    Delivery,
    Listing,
}
