using System.Text;
using System.Text.Json;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

public sealed class ReplicatePredictionTests
{
    [Theory]
    [InlineData("""["https://a/0.png", "https://a/1.png"]""", 2)]
    [InlineData("\"https://a/out.png\"", 1)]
    [InlineData("null", 0)]
    [InlineData("{}", 0)]
    [InlineData("[]", 0)]
    public void Outputs_may_be_an_array_a_string_or_nothing(string output, int count) =>
        Assert.Equal(count, Parse($$"""{"id": "x", "status": "succeeded", "output": {{output}}}""").Outputs.Count);

    [Fact]
    public void An_output_that_is_no_text_keeps_its_place() =>
        Assert.Equal(["", "https://a/1.png"],
            Parse("""{"id": "x", "status": "succeeded", "output": [7, "https://a/1.png"]}""").Outputs);

    [Theory]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.678Z")]
    [InlineData("2026-01-02T03:04:05.678901Z")]
    [InlineData("2026-01-02T03:04:05.678901234Z")]
    public void Times_have_any_number_of_digits(string time)
    {
        var read = Parse($$"""{"id": "x", "status": "starting", "created_at": "{{time}}"}""").CreatedAt;

        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5), read!.Value.UtcDateTime, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_status_nobody_knows_is_not_final()
    {
        var status = Parse("""{"id": "x", "status": "hibernating"}""").Status;

        Assert.Equal(UpstreamStatus.Unknown, status);
        Assert.False(status.IsFinal());
    }

    [Fact]
    public void Only_id_and_status_must_be_there()
    {
        var prediction = Parse(
            """{"id": "x", "status": "failed", "error": {"code": 1}, "input": null, "surprise": [1]}""");

        Assert.Equal("""{"code": 1}""", prediction.Error);
        Assert.Null(prediction.Seed);
        Assert.Null(prediction.Webhook);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"id": "x"}""")]
    [InlineData("""{"id": "", "status": "starting"}""")]
    [InlineData("""{"status": "starting"}""")]
    [InlineData("""{"id": 7, "status": "starting"}""")]
    public void Anything_else_is_no_prediction(string json) =>
        Assert.ThrowsAny<JsonException>(() => Parse(json));

    private static ReplicatePrediction Parse(string json) => ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(json));
}
