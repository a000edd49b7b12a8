using RenderStudio.Core.Timeline;

namespace RenderStudio.Tests.Timeline;

public sealed class GenerationOutcomeTests
{
    [Theory]
    [InlineData("pending", GenerationStatus.Pending)]
    [InlineData("starting", GenerationStatus.Pending)]
    [InlineData("starting queued", GenerationStatus.Queued)]
    [InlineData("queued running pending", GenerationStatus.Running)]
    [InlineData("storing queued", GenerationStatus.Storing)]
    [InlineData("succeeded pending", GenerationStatus.Pending)]
    [InlineData("failed running", GenerationStatus.Running)]
    public void The_most_advanced_active_prediction_determines_the_status(string predictions, GenerationStatus shown) =>
        Assert.Equal(new(shown, null), GenerationOutcome.Of(GenerationStatus.Pending, Parse(predictions)));

    [Fact]
    public void The_status_never_moves_backward() =>
        Assert.Equal(new(GenerationStatus.Storing, null),
            GenerationOutcome.Of(GenerationStatus.Storing, Parse("succeeded queued")));

    [Theory]
    [InlineData("succeeded failed canceled", GenerationStatus.Succeeded, null)]
    [InlineData("canceled canceled", GenerationStatus.Canceled, null)]
    [InlineData("failed:provider_failed failed:content_flagged", GenerationStatus.Failed, "provider_failed")]
    [InlineData("failed:provider_failed failed:timed_out", GenerationStatus.Failed, "timed_out")]
    [InlineData("failed:no_outputs canceled", GenerationStatus.Failed, "no_outputs")]
    public void The_best_final_status_determines_the_outcome(
        string predictions, GenerationStatus status, string? code) =>
        Assert.Equal(new(status, code), GenerationOutcome.Of(GenerationStatus.Running, Parse(predictions)));

    [Fact]
    public void A_late_success_changes_a_timed_out_generation_to_succeeded() =>
        Assert.Equal(new(GenerationStatus.Succeeded, null),
            GenerationOutcome.Of(GenerationStatus.Failed, Parse("succeeded failed:timed_out")));

    private static List<PredictionState> Parse(string predictions) =>
        [.. predictions.Split(' ').Select((word, place) => new PredictionState
        {
            Status = Enum.Parse<PredictionStatus>(word.Split(':')[0], ignoreCase: true),
            FailureCode = word.Contains(':') ? word.Split(':')[1] : word == "failed" ? "internal" : null,
            FinishedAt = DateTime.UnixEpoch.AddSeconds(place),
        })];
}
