using System.Text;
using System.Text.Json;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

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
    public void An_output_that_is_not_text_keeps_its_index() =>
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
    public void An_unknown_status_is_not_final()
    {
        var status = Parse("""{"id": "x", "status": "hibernating"}""").Status;

        Assert.Equal(UpstreamStatus.Unknown, status);
        Assert.False(status.IsFinal());
    }

    [Fact]
    public void Only_id_and_status_are_required()
    {
        var prediction = Parse(
            """{"id": "x", "status": "failed", "error": {"code": 1}, "input": null, "surprise": [1]}""");

        Assert.Equal("""{"code": 1}""", prediction.Error);
        Assert.Null(prediction.Seed);
        Assert.Null(prediction.Webhook);
    }

    [Theory]
    [InlineData("created_at", "\"9999-12-31T23:59:59Z\"")]
    [InlineData("created_at", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("completed_at", "\"9999-12-31T23:59:59.9999999-14:00\"")]
    [InlineData("completed_at", "253402300799")]
    [InlineData("input", "{\"seed\": -9223372036854775808}")]
    [InlineData("input", "{\"seed\": 1e400}")]
    [InlineData("input", "{\"image\": \"http://a\\u0000\", \"\\ud800\": \"\\ud800\"}")]
    [InlineData("webhook", "\"\\ud800\"")]
    [InlineData("webhook", "\"a\\u0000\"")]
    [InlineData("error", "\"\\ud800\"")]
    [InlineData("error", "[\"\\ud800\"]")]
    [InlineData("logs", "\"\\ud800\"")]
    [InlineData("\\ud800", "1")]
    public void An_odd_field_reads_as_unknown(string name, string value)
    {
        var read = Parse($$"""{"id": "x", "status": "succeeded", "{{name}}": {{value}}}""");

        Assert.Equal((null, null, null, null, null),
            (read.CreatedAt, read.CompletedAt, read.OutputsExpireAt, read.Seed, read.Webhook));
        Assert.Empty(read.InputLinks);
        Assert.DoesNotContain("\0", read.Json);
    }

    [Theory]
    [InlineData("\"error\": \"\\ud800\"")]
    [InlineData("\"input\": {\"\\udc00\": [\"\\ud800\"]}")]
    [InlineData("\"metrics\": {\"total_time\": NaN, \"a\": [Infinity, -Infinity], \"text\": \"NaN \\\" -Infinity\"}")]
    [InlineData("\"metrics\": 1e999999")]
    [InlineData("\"status\": \"failed\", \"status\": \"starting\"")]
    [InlineData("\"logs\": \"\\u0000\"")]
    public void Unusual_JSON_is_read_in_a_run_and_affects_no_other_run_of_a_page(string field)
    {
        var run = $$"""{"id": "odd", "status": "starting", {{field}}}""";

        var page = ReplicatePage.Parse(Encoding.UTF8.GetBytes(
            $$"""
            {"next": null, "results": [{"id": "a", "status": "failed"}, {{run}}, {"id": "b", "status": "failed"}]}
            """));

        Assert.Equal(("odd", "starting"), (Parse(run).Id, Parse(run).StatusText));
        Assert.Equal(["a", "odd", "b"], page.Items.Select(item => item.Id));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(150_000)]
    public void Deep_nesting_is_read_in_a_run_and_affects_no_other_run_of_a_page(int depth)
    {
        var deep = new string('[', depth) + "7" + new string(']', depth);
        var run = $$"""
            {"id": "odd", "status": "starting", "input": {"seed": 3, "deep": {{deep}}}, "output": ["https://a"]}
            """;

        var page = ReplicatePage.Parse(
            Encoding.UTF8.GetBytes($$"""{"next": null, "results": [{{run}}, {"id": "b", "status": "failed"}]}"""));

        Assert.Equal(["odd", "b"], page.Items.Select(item => item.Id));
        Assert.Equal((3L, "https://a"), (Parse(run).Seed, Parse(run).Outputs[0]));
    }

    [Fact]
    public void Outputs_expire_an_hour_after_their_run() => Assert.Equal(
        new DateTimeOffset(2026, 1, 2, 4, 4, 5, TimeSpan.Zero),
        Parse("""{"id": "x", "status": "succeeded", "completed_at": "2026-01-02T03:04:05Z"}""").OutputsExpireAt);

    [Fact]
    public void The_stored_form_reads_the_same_and_contains_no_input_no_link_to_the_app_and_no_log()
    {
        var read = Parse(
            """
            {"id": "x", "status": "failed", "input": {"prompt": "velvet"}, "logs": "velvet",
                "webhook": "https://a/velvet", "output": ["https://b/0.png"],
                "error": "see https://c/velvet?sig=velvet\r\n\u001bline",
                "completed_at": "2026-01-02T03:04:05.678Z", "data_removed": true}
            """);

        var again = Parse(read.Json);

        Assert.DoesNotContain("velvet", read.Json);
        Assert.Equal("see [link]   line", again.Error);
        Assert.Equal((read.Id, read.StatusText, read.CompletedAt, true),
            (again.Id, again.StatusText, again.CompletedAt, again.DataRemoved));
        Assert.Equal(read.Outputs, again.Outputs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"id": "x"}""")]
    [InlineData("""{"id": "", "status": "starting"}""")]
    [InlineData("""{"status": "starting"}""")]
    [InlineData("""{"id": 7, "status": "starting"}""")]
    [InlineData("""{"id": "..", "status": "starting"}""")]
    [InlineData("""{"id": "a\u0000", "status": "starting"}""")]
    [InlineData("""{"id": "a", "status": "start\ning"}""")]
    public void Any_other_document_is_not_a_prediction(string json) =>
        Assert.ThrowsAny<JsonException>(() => Parse(json));

    private static ReplicatePrediction Parse(string json) => ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(json));
}
