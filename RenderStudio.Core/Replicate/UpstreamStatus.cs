namespace RenderStudio.Core.Replicate;

/// <summary>Replicate's status of a run (https://replicate.com/docs/topics/predictions/lifecycle).</summary>
public enum UpstreamStatus
{
    /// <summary>A status that this code does not know. It is not final, and is logged as an error.</summary>
    Unknown,
    Starting,
    Processing,
    Succeeded,
    Failed,
    Canceled,

    /// <summary>The run's deadline passed before it started.</summary>
    Aborted,
}

public static class UpstreamStatuses
{
    public static bool IsFinal(this UpstreamStatus status) =>
        status is UpstreamStatus.Succeeded or UpstreamStatus.Failed or UpstreamStatus.Canceled
            or UpstreamStatus.Aborted;

    public static string Text(this UpstreamStatus status) => status.ToString().ToLowerInvariant();

    public static UpstreamStatus Parse(string text) => text switch
    {
        "starting" => UpstreamStatus.Starting,
        "processing" => UpstreamStatus.Processing,
        "succeeded" => UpstreamStatus.Succeeded,
        "failed" => UpstreamStatus.Failed,
        "canceled" => UpstreamStatus.Canceled,
        "aborted" => UpstreamStatus.Aborted,
        _ => UpstreamStatus.Unknown,
    };
}
