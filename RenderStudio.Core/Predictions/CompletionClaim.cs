using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>A prediction claimed for storing, and the result to store.</summary>
public sealed record CompletionClaim(Prediction Prediction, ReplicatePrediction Result)
{
    public Guid Token => Prediction.LeaseToken!.Value;

    /// <summary>
    /// Whether the prediction failed before, because it timed out or was redriven. Its pictures are delivered at no
    /// charge, and its row stays failed until then.
    /// </summary>
    public bool Late => Prediction.MaySucceedLate;

    /// <summary>
    /// Whether this round stores pictures as public: as the other pictures of the render, or by the default visibility.
    /// Pictures of earlier rounds can be in the other container.
    /// </summary>
    public bool IsPublic { get; init; }

    /// <summary>What earlier rounds found about the outputs.</summary>
    public StoringProgress Progress
    {
        get => field ?? StoringProgress.None(Result.Id);
        init;
    }

    /// <summary>
    /// When Replicate has deleted the outputs: an hour after the end of the run, and at the latest an hour after its
    /// result was stored, whatever end Replicate reports.
    /// </summary>
    public DateTimeOffset OutputsExpireAt(DateTimeOffset now)
    {
        var latest = now.AddHours(1).AddSeconds(-Prediction.ResultSeconds);
        return Result.OutputsExpireAt is { } reported && reported < latest ? reported : latest;
    }
}
