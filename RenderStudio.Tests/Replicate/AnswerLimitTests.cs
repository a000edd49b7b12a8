using System.Net;
using System.Text;
using System.Text.Json;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>The limits up to which responses of Replicate are read.</summary>
public sealed class AnswerLimitTests : IDisposable
{
    private readonly ScriptedReplicate replicate = new();

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void An_id_has_at_most_100_characters(int length, bool read) =>
        IsRead(new { id = new string('a', length), status = "starting" }, read);

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void A_status_has_at_most_50_characters(int length, bool read) =>
        IsRead(new { id = "run", status = new string('a', length) }, read);

    [Theory]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public void The_first_hundred_outputs_of_a_run_are_read(int made, int read) => Assert.Equal(read, Parse(new
    {
        id = "run",
        status = "succeeded",
        output = Enumerable.Repeat("https://replicate.delivery/a.png", made),
    }).Outputs.Count);

    [Theory]
    [InlineData(4096, true)]
    [InlineData(4097, false)]
    public void A_link_has_at_most_4096_characters(int length, bool read)
    {
        var link = "https://replicate.delivery/".PadRight(length, 'a');

        var run = Parse(new
        {
            id = "run",
            status = "succeeded",
            output = link,
            webhook = link,
            input = new { a = link },
        });

        Assert.Equal(read ? link : "", Assert.Single(run.Outputs));
        Assert.Equal(read ? link : null, run.Webhook);
        Assert.Equal(read ? 1 : 0, run.InputLinks.Count);
    }

    [Theory]
    [InlineData(36_000_000, true)]
    [InlineData(36_000_001, false)]
    public void A_data_URL_output_has_at_most_36_million_characters(int length, bool read)
    {
        var data = "data:image/png;base64,".PadRight(length, 'A');

        Assert.Equal(read ? length : 0, Assert.Single(
            Parse(new { id = "run", status = "succeeded", output = data }).Outputs).Length);
    }

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public async Task A_page_of_more_than_a_thousand_runs_is_rejected(int runs, bool broken)
    {
        Answer(JsonSerializer.Serialize(new
        {
            results = Enumerable.Range(0, runs).Select(nth => new { id = $"run{nth}", status = "starting" }),
        }));

        var page = await replicate.Client.ListAsync(default, null, default);

        Assert.Equal((broken, 1000), (page.IsBroken, page.Items.Count));
    }

    [Theory]
    [InlineData(1024 * 1024, true)]
    [InlineData((1024 * 1024) + 1, false)]
    public async Task An_upload_response_has_at_most_a_megabyte(int bytes, bool read)
    {
        Answer("""{"urls": {"get": "https://api.replicate.com/v1/files/f"}}""".PadRight(bytes));

        var uploading = replicate.Client.UploadFileAsync(new byte[] { 1 }, "image/png", "a.png", default);

        if (read)
            Assert.Equal("https://api.replicate.com/v1/files/f", (await uploading).AbsoluteUri);
        else
            await Assert.ThrowsAsync<HttpRequestException>(() => uploading);
    }

    public void Dispose() => replicate.Dispose();

    private void Answer(string body) =>
        replicate.Answer = (_, _) => Task.FromResult(ScriptedReplicate.Of(HttpStatusCode.OK, body));

    private static void IsRead(object run, bool read)
    {
        if (read)
            Parse(run);
        else
            Assert.Throws<JsonException>(() => Parse(run));
    }

    private static ReplicatePrediction Parse(object run) =>
        ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(run)));
}
