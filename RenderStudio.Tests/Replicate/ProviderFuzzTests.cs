using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Replicate;

/// <summary>Mutated responses of Replicate: each is read or rejected, and no value is used unchecked.</summary>
public sealed class ProviderFuzzTests : IDisposable
{
    private const int Seed = 20_261_127, Each = 10_000;

    private const string Prompt = "a velvet sofa beside the window of grandmother's house";

    private const string Photo = "https://account.blob.example/private/photo.jpg?sv=1&sig=abcDEF123";

    private static readonly byte[] Run =
    [
        ..
        """
        {"id":"ab12","status":"succeeded","created_at":"2026-01-02T03:04:05.678Z",
        "completed_at":"2026-01-02T03:04:09Z","input":{"seed":42,"image":["https://a/b?studio=c"]},
        "output":["https://b/0.png","data:image/png;base64,AA=="],"error":null,
        "webhook":"https://d/e?prediction=f","data_removed":false}
        """u8,
    ];

    private readonly ScriptedReplicate replicate = new();
    private readonly Mutations mutations = new(Seed);
    private byte[] answer = [];

    [Fact]
    public void Changed_runs_are_read_or_rejected() => Try(Run, text =>
    {
        var read = ReplicatePrediction.Parse(text);
        AssertSound(read);
        // After an escaped backslash, the sequence is text and not the character.
        Assert.DoesNotContain("\\u0000", read.Json.Replace(@"\\", ""));
        Assert.Equal(read.Json, ReplicatePrediction.Parse(Encoding.UTF8.GetBytes(read.Json)).Json);
    });

    [Fact]
    public void Changed_pages_are_read_or_rejected()
    {
        var whole = Encoding.UTF8.GetBytes(
            $$"""
            {"previous":null,"next":"https://replicate.example/v1/predictions?cursor=a","results":[
            {"id":"r1","status":"starting"},{{Encoding.UTF8.GetString(Run)}},{"id":"r3","status":"failed","error":"x"}]}
            """);
        Try(whole, text =>
        {
            var page = ReplicatePage.Parse(text);
            Assert.All(page.Items, AssertSound);
            Assert.True(page.Next is null || page.Next.Scheme is "http" or "https");
            Assert.All(page.Unread, run => Assert.Matches(@"\A[0-9a-f]{64}\z", run.Key));
        });
    }

    [Fact]
    public Task Changed_replies_to_a_create_are_accepted_or_unknown() => TryAsync(
        Run, HttpStatusCode.Created, async () =>
        {
            var outcome = await replicate.CreateAsync();
            if (outcome is CreateOutcome.Accepted accepted)
                AssertSound(accepted.Prediction);
            else
                Assert.IsType<CreateOutcome.Unknown>(outcome);
            return outcome is CreateOutcome.Accepted;
        });

    [Fact]
    public Task Changed_answers_to_a_poll_or_a_cancel_are_read_or_rejected() => TryAsync(
        Run, HttpStatusCode.OK, async () =>
        {
            try
            {
                AssertSound((await replicate.Client.GetAsync("ab12", default))!);
                AssertSound((await replicate.Client.CancelAsync("ab12", default))!);
                return true;
            }
            catch (JsonException)
            {
                return false;
            }
        });

    [Fact]
    public Task Changed_answers_to_an_upload_lead_to_a_link_or_a_failure() => TryAsync(
        [.. """{"id":"f1","urls":{"get":"https://api.replicate.example/v1/files/f1"},"size":9}"""u8],
        HttpStatusCode.Created, async () =>
        {
            try
            {
                var link = await replicate.Client.UploadFileAsync(new byte[] { 1 }, "image/png", "a.png", default);
                Assert.True(link.Scheme is "http" or "https");
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });

    [Fact]
    public Task Changed_rejections_are_reported_without_the_sent_input()
    {
        var input = new JsonObject { ["prompt"] = Prompt, ["image_input"] = new JsonArray(Photo) };
        var whole = Encoding.UTF8.GetBytes(
            $$"""
            {"title":"Unprocessable","status":422,"detail":[{"loc":["body","input","prompt"],
            "msg":"{{Prompt}} does not go with {{Photo}}","input":"{{Prompt}}"}]}
            """);
        return TryAsync(whole, HttpStatusCode.UnprocessableEntity, async () =>
        {
            var refused = Assert.IsType<CreateOutcome.Refused>(await replicate.CreateAsync(input));
            Assert.DoesNotContain(refused.Detail, char.IsControl);
            Assert.InRange(refused.Detail.Length, 0, 500);
            Assert.DoesNotContain("sig=", refused.Detail);
            for (var at = 0; at + 16 <= Prompt.Length; at++)
                Assert.DoesNotContain(Prompt[at..(at + 16)], refused.Detail);
            return refused.Detail.Contains("body.input.prompt", StringComparison.Ordinal);
        });
    }

    [Fact]
    public Task Changed_advice_to_wait_is_at_most_an_hour() => TryAsync(
        [.. """{"detail":"Request was throttled. Your rate limit resets in ~30s.","retry_after":30,"status":429}"""u8],
        HttpStatusCode.TooManyRequests, async () =>
        {
            replicate.Clock.Now += TimeSpan.FromHours(1); // the circuit of creates opens and closes again
            var outcome = await replicate.CreateAsync();
            if (outcome is CreateOutcome.Throttled { Wait: { } wait })
                Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromHours(1));
            return outcome is CreateOutcome.Throttled { Wait: not null };
        });

    public void Dispose() => replicate.Dispose();

    private static void AssertSound(ReplicatePrediction run)
    {
        Assert.Matches(@"\A[\w-][\w.-]{0,99}\z", run.Id);
        Assert.Matches(@"\A[A-Za-z][\w-]{0,49}\z", run.StatusText);
        Assert.DoesNotContain(run.Error ?? "", char.IsControl);
        Assert.DoesNotContain(run.Webhook ?? "", char.IsControl);
        Assert.All(run.Outputs, output => Assert.DoesNotContain(output, char.IsControl));
        Assert.InRange(run.Seed ?? 0, 0, (1L << 53) - 1);
        Assert.InRange(run.CompletedAt?.Year ?? 2000, 2000, 2099);
        Assert.InRange(run.CreatedAt?.Year ?? 2000, 2000, 2099);
    }

    /// <param name="read">It can throw <see cref="JsonException"/>, which counts as a rejection.</param>
    private void Try(byte[] whole, Action<byte[]> read) => TryAsync(whole, HttpStatusCode.OK, () =>
    {
        try
        {
            read(answer);
            return Task.FromResult(true);
        }
        catch (JsonException)
        {
            return Task.FromResult(false);
        }
    }).GetAwaiter().GetResult();

    /// <param name="read">Whether a response was readable. Some must be, or the mutations prove nothing.</param>
    private async Task TryAsync(byte[] whole, HttpStatusCode status, Func<Task<bool>> read)
    {
        replicate.Answer = (_, _) => Task.FromResult(
            new HttpResponseMessage(status) { Content = new ByteArrayContent(answer) });
        answer = whole;
        Assert.True(await read());
        var readable = 0;
        for (var nth = 0; nth < Each; nth++)
        {
            answer = mutations.Of(whole);
            try
            {
                readable += await read() ? 1 : 0;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"Seed {Seed}, answer {nth}: {Encoding.UTF8.GetString(answer)}", error);
            }
        }

        Assert.InRange(readable, Each / 50, Each);
    }
}
