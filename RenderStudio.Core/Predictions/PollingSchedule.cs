using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>When Replicate is polled for an accepted run.</summary>
public sealed class PollingSchedule(IOptions<PredictionOptions> predictions, IOptions<ReplicateOptions> replicate)
{
    /// <summary>Whether webhooks are off, so that each run is polled until it ends.</summary>
    public bool Polls => !replicate.Value.WebhooksEnabled;

    /// <summary>Interval between two polls of a run. Each poll enqueues the message of the next one.</summary>
    public TimeSpan Step => TimeSpan.FromSeconds(replicate.Value.PollSeconds);

    /// <summary>
    /// How long a run may be silent before the reconciler polls it. When polling, this is shorter than
    /// <see cref="Step"/>, so that the row is due when the message of its next poll arrives.
    /// </summary>
    public TimeSpan Silence => Polls ? Step * 0.8 : TimeSpan.FromSeconds(predictions.Value.SilenceSeconds);
}
