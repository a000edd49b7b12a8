using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>A run of a prediction at Replicate.</summary>
public sealed record UpstreamRun
{
    public required string UpstreamId { get; init; }
    public required Guid PredictionId { get; init; }
    public required int Attempt { get; init; }
    public required RunDisposition Disposition { get; init; }

    /// <summary>Replicate's last known status of the run; null when only its id is known.</summary>
    public required string? UpstreamStatus { get; init; }
}

/// <summary>What is to be done with a run, stored in lower case.</summary>
public enum RunDisposition
{
    /// <summary>The end of the run is awaited.</summary>
    Open,

    /// <summary>The run is not needed: it is canceled upstream until it is final, and never adopted.</summary>
    Cancel,
    Canceled,

    /// <summary>The run ended and was not delivered.</summary>
    Lost,
    Delivered,
}

/// <summary>What reported a run first.</summary>
public enum SeenBy
{
    Reply,
    Delivery,
    Listing,
}
