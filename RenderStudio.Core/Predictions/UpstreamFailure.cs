using System.Text.RegularExpressions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Core.Predictions;

/// <summary>Maps the result of a failed or canceled run to a failure code.</summary>
internal static partial class UpstreamFailure
{
    /// <returns>Null when the owner requested the cancellation.</returns>
    public static FailureCode? CodeOf(Prediction prediction, ReplicatePrediction result) => result.Status switch
    {
        UpstreamStatus.Canceled or UpstreamStatus.Aborted when prediction.CancelRequested => null,
        UpstreamStatus.Canceled or UpstreamStatus.Aborted when prediction.PastDeadline => FailureCode.TimedOut,
        UpstreamStatus.Failed when result.Error is { } error && Flagged().IsMatch(error) => FailureCode.ContentFlagged,
        _ => FailureCode.ProviderFailed,
    };

    /// <summary>Moderation errors of the models in the catalogue; E005 is the code of hosted models.</summary>
    [GeneratedRegex(@"nsfw|flagged as sensitive|\(E005\)", RegexOptions.IgnoreCase)]
    private static partial Regex Flagged();
}
