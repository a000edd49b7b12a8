using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>How soon Replicate is asked about a run that it accepted.</summary>
public sealed class PollingSchedule(IOptions<PredictionOptions> predictions, IOptions<ReplicateOptions> replicate)
{
    /// <summary>Without webhooks a run is asked after again and again until it ends.</summary>
    public bool Polls => replicate.Value.Webhooks == "off";

    /// <summary>Between two questions when polling. Each question's message is sent by the one before.</summary>
    public TimeSpan Step => TimeSpan.FromSeconds(replicate.Value.PollSeconds);

    /// <summary>
    /// How long a run may be silent. When polling, a little less than a step: the row is due when its message comes.
    /// </summary>
    public TimeSpan Silence => Polls ? Step * 0.8 : TimeSpan.FromSeconds(predictions.Value.SilenceSeconds);
}
