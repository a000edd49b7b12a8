namespace RenderStudio.Core.Blobs;

/// <summary>Names of the queues that the Functions host listens on.</summary>
public static class StudioQueues
{
    public const string PredictionStarts = "prediction-starts";

    public const string PredictionCompletions = "prediction-completions";

    public const string Deliveries = "deliveries";

    /// <summary>After its last attempt, the host moves a message to the queue with this suffix.</summary>
    public const string PoisonSuffix = "-poison";

    /// <summary>All queues, including the poison queues of the host.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PredictionStarts, PredictionStarts + PoisonSuffix,
        PredictionCompletions, PredictionCompletions + PoisonSuffix,
        Deliveries, Deliveries + PoisonSuffix,
    ];
}
