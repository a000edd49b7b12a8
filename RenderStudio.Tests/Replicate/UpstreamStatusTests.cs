using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Replicate;

public sealed class UpstreamStatusTests
{
    [Fact]
    public void Each_Replicate_status_is_read_and_written_in_lower_case()
    {
        string[] words = ["starting", "processing", "succeeded", "failed", "canceled", "aborted"];

        Assert.Equal(words, words.Select(word => UpstreamStatuses.Parse(word).Text()));
        Assert.All(["", "Succeeded", "cancelled", "unknown"],
            word => Assert.Equal(UpstreamStatus.Unknown, UpstreamStatuses.Parse(word)));
    }

    [Fact]
    public void Four_Replicate_statuses_are_final() => Assert.Equal(
        [UpstreamStatus.Succeeded, UpstreamStatus.Failed, UpstreamStatus.Canceled, UpstreamStatus.Aborted],
        Enum.GetValues<UpstreamStatus>().Where(status => status.IsFinal()));

    [Fact]
    public void A_prediction_awaits_a_result_until_it_is_being_stored_or_has_ended()
    {
        var statuses = Enum.GetValues<PredictionStatus>();

        Assert.Equal("pending starting queued running", Words(PredictionStatuses.AwaitsResult));
        Assert.Equal("succeeded failed canceled", Words(PredictionStatuses.IsFinal));

        string Words(Func<PredictionStatus, bool> holds) =>
            string.Join(' ', statuses.Where(holds).Select(status => status.Text()));
    }

    [Theory]
    [InlineData("failed", "Out of memory", false, false, FailureCode.ProviderFailed)]
    [InlineData("failed", null, false, false, FailureCode.ProviderFailed)]
    [InlineData("failed", "NSFW content detected", false, false, FailureCode.ContentFlagged)]
    [InlineData("failed", "The input was flagged as sensitive.", false, false, FailureCode.ContentFlagged)]
    [InlineData("failed", "Prediction failed (E005)", true, true, FailureCode.ContentFlagged)]
    [InlineData("failed", "Prediction failed E005", true, true, FailureCode.ProviderFailed)]
    [InlineData("canceled", "nsfw", false, false, FailureCode.ProviderFailed)]
    [InlineData("canceled", null, false, true, FailureCode.TimedOut)]
    [InlineData("aborted", null, false, true, FailureCode.TimedOut)]
    [InlineData("canceled", null, true, true, null)]
    [InlineData("aborted", null, true, false, null)]
    public void An_unsuccessful_end_becomes_a_cancel_a_timeout_or_a_failure(
        string status, string? error, bool cancelRequested, bool pastDeadline, FailureCode? expected)
    {
        var prediction = RunVerdictTests.Of(PredictionStatus.Running) with
        {
            CancelRequested = cancelRequested,
            PastDeadline = pastDeadline,
        };
        var result = new ReplicatePrediction { Id = "run", StatusText = status, Outputs = [], Error = error };

        Assert.Equal(expected, UpstreamFailure.CodeOf(prediction, result));
    }
}
