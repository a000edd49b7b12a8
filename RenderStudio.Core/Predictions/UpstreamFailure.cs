using System.Text.RegularExpressions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>What a run's bad end means for the owner.</summary>
public static partial class UpstreamFailure
{
    /// <returns>Null when it is the cancel the owner asked for.</returns>
    public static FailureCode? CodeOf(Prediction prediction, ReplicatePrediction result) => result.Status switch
    {
        UpstreamStatus.Canceled or UpstreamStatus.Aborted when prediction.CancelRequested => null,
        UpstreamStatus.Canceled or UpstreamStatus.Aborted when prediction.PastDeadline => FailureCode.TimedOut,
        UpstreamStatus.Failed when result.Error is { } error && Flagged().IsMatch(error) => FailureCode.ContentFlagged,
        _ => FailureCode.ProviderFailed,
    };

    /// <summary>The wordings of the models we offer; E005 is the hosted models' moderation.</summary>
    [GeneratedRegex(@"nsfw|flagged as sensitive|\(E005\)", RegexOptions.IgnoreCase)]
    private static partial Regex Flagged();
}
