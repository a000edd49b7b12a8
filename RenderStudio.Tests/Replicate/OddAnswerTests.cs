using System.Net;
using System.Text.Json.Nodes;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>Responses of Replicate that are too long, have another shape, or repeat private input.</summary>
public sealed class OddAnswerTests : IDisposable
{
    private const string Prompt = "a velvet sofa beside the window of grandmother's house";

    private const string Photo = "https://account.blob.example/private/photo.jpg?sv=1&sig=abcDEF123";

    private readonly ScriptedReplicate replicate = new();

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../account")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    [InlineData("a b")]
    [InlineData("a?b")]
    [InlineData("")]
    public async Task Nothing_is_sent_for_an_id_that_is_not_a_single_safe_segment(string id)
    {
        Assert.Null(await replicate.Client.GetAsync(id, default));
        Assert.Null(await replicate.Client.CancelAsync(id, default));

        Assert.Empty(replicate.Calls);
    }

    [Theory]
    [InlineData("""{"id": "run\u0000", "status": "starting"}""")]
    [InlineData("""{"id": "..", "status": "starting"}""")]
    [InlineData("""{"id": "run", "status": "\ud800"}""")]
    [InlineData("[]")]
    public async Task A_create_with_a_malformed_reply_may_have_created_a_run(string reply)
    {
        Answer(HttpStatusCode.Created, reply);

        Assert.IsType<CreateOutcome.Unknown>(await replicate.CreateAsync());
    }

    [Theory]
    [InlineData("""{"detail": "Input validation failed: %ECHO%\r\nFORGED \u001b[31mline"}""")]
    [InlineData("""{"detail": [{"loc": ["body", "input", "prompt"], "msg": "too long: %ECHO%", "input": "%ECHO%"}]}""")]
    [InlineData("""{"detail": "- input.prompt: '%ECHO%' r8_abcdefghijk Bearer abcdefghijklmnop eyJhbGciOi.eyJ.sig"}""")]
    [InlineData("""{"title": "%ECHO%"}""")]
    [InlineData("<html>%ECHO%\u0007</html>")]
    public async Task A_rejection_that_repeats_the_input_is_reported_without_it(string body)
    {
        Answer(HttpStatusCode.UnprocessableEntity, body.Replace(
            "%ECHO%", $"{Prompt} and {Photo} and {Prompt[..30]}", StringComparison.Ordinal));

        var refused = Assert.IsType<CreateOutcome.Refused>(await replicate.CreateAsync(
            new JsonObject { ["prompt"] = Prompt, ["image_input"] = new JsonArray(Photo) }));

        Assert.All(["velvet", "sofa", "sig=", "blob.example", "r8_", "Bearer a", "eyJ"],
            secret => Assert.DoesNotContain(secret, refused.Detail));
        Assert.DoesNotContain(refused.Detail, char.IsControl);
    }

    [Fact]
    public async Task A_rejection_names_the_error_and_its_location()
    {
        Answer(HttpStatusCode.UnprocessableEntity,
            """{"detail": [{"loc": ["body", "input", "steps"], "msg": "must be 50 or less", "input": 99}]}""");

        var refused = Assert.IsType<CreateOutcome.Refused>(await replicate.CreateAsync());

        Assert.Equal("body.input.steps: must be 50 or less", refused.Detail);
    }

    [Fact]
    public async Task A_rejection_of_any_length_is_a_rejection()
    {
        await using var body = new EndlessBody();
        replicate.Answer = (_, _) => Task.FromResult(
            new HttpResponseMessage(HttpStatusCode.UnprocessableEntity) { Content = new StreamContent(body) });

        var refused = Assert.IsType<CreateOutcome.Refused>(await replicate.CreateAsync());

        Assert.True(refused.Detail.Length <= 500);
        Assert.Equal(64 * 1024, body.Read);
    }

    [Fact]
    public async Task A_list_is_read_up_to_16_MB_and_a_run_up_to_64_MB()
    {
        var blanks = new string(' ', 17 * 1024 * 1024);
        Answer(HttpStatusCode.OK, $$"""{"results": [], "id": "run", "status": "starting"}{{blanks}}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => replicate.Client.ListAsync(default, null, default));

        Assert.Equal("run", (await replicate.Client.GetAsync("run", default))!.Id);
        Answer(HttpStatusCode.OK, $$"""{"id": "run", "status": "starting"}{{blanks}}{{blanks}}{{blanks}}{{blanks}}""");
        await Assert.ThrowsAsync<HttpRequestException>(() => replicate.Client.GetAsync("run", default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"urls": []}""")]
    [InlineData("""{"urls": {"get": "\ud800"}}""")]
    [InlineData("""{"urls": {"get": "no link"}}""")]
    [InlineData("""{"urls": {"get": "file:///etc/passwd"}}""")]
    public async Task An_upload_response_without_a_valid_link_is_a_failed_upload(string answer)
    {
        Answer(HttpStatusCode.Created, answer);

        await Assert.ThrowsAsync<HttpRequestException>(
            () => replicate.Client.UploadFileAsync(new byte[1], "image/png", "a.png", default));
    }

    [Theory]
    [InlineData("https://elsewhere.example/v1/predictions?cursor=a")]
    [InlineData("https://replicate.example/v1/account?cursor=a")]
    [InlineData("https://replicate.example/v1/predictions/../account")]
    [InlineData("http://replicate.example/v1/predictions")]
    [InlineData("http://replicate.example:443/v1/predictions")]
    [InlineData("https://replicate.example:8443/v1/predictions")]
    [InlineData("https://replicate@replicate.example/v1/predictions")]
    [InlineData("https://replicate.example@elsewhere.example/v1/predictions")]
    [InlineData("https://replicate.example.elsewhere.example/v1/predictions")]
    [InlineData("https://replicate.example/v1/predictionsx")]
    [InlineData("https://replicate.example/v1/predictions/")]
    [InlineData("https://replicate.example/v1")]
    public async Task A_next_link_that_is_not_a_page_of_the_list_is_not_followed(string next)
    {
        await Assert.ThrowsAsync<HttpRequestException>(
            () => replicate.Client.ListAsync(default, new Uri(next), default));

        Assert.Empty(replicate.Calls);
    }

    [Fact]
    public async Task A_throttle_delays_calls_for_an_hour_at_most()
    {
        var answer = ScriptedReplicate.Of(HttpStatusCode.TooManyRequests);
        answer.Headers.Add("Retry-After", "2000000000");
        replicate.Answer = (_, _) => Task.FromResult(answer);

        var throttled = Assert.IsType<CreateOutcome.Throttled>(await replicate.CreateAsync());

        Assert.Equal(TimeSpan.FromHours(1), throttled.Wait);
    }

    public void Dispose() => replicate.Dispose();

    /// <summary>An endless stream of letters that counts the bytes that were read.</summary>
    private sealed class EndlessBody : MemoryStream
    {
        public new int Read { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            Read += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private void Answer(HttpStatusCode status, string body) =>
        replicate.Answer = (_, _) => Task.FromResult(ScriptedReplicate.Of(status, body));
}
