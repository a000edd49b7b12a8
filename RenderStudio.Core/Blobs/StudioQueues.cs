namespace RenderStudio.Core.Blobs;

/// <summary>Names of the queues that the Functions host listens on.</summary>
public static class StudioQueues
{
    public const string PredictionStarts = "prediction-starts";

    public const string PredictionCompletions = "prediction-completions";

    /// <summary>The host moves a message to the queue of this suffix after its last try.</summary>
    public const string PoisonSuffix = "-poison";

    /// <summary>Every queue, the host's poison queues too.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PredictionStarts, PredictionStarts + PoisonSuffix,
        PredictionCompletions, PredictionCompletions + PoisonSuffix,
    ];
}
