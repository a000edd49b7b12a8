using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Leaks;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// Requests and runs that end in errors. No answer, log line or row contains a secret, a link or a prompt.
/// </summary>
public sealed class LeakScenario(SharedStudio shared)
{
    private readonly string word = $"velvet{Guid.NewGuid():n}";

    [Fact]
    public async Task No_answer_or_log_line_of_a_rejected_request_repeats_its_content()
    {
        var studio = await shared.RunningAsync();
        var token = await studio.TokenAsync($"user-{Guid.NewGuid():n}");
        using var client = studio.Client(token);
        var key = $"{Guid.NewGuid()}";
        await ExpectAsync(202, Submit(client, Order("imagine"), key));
        await ExpectAsync(422, Submit(client, Order("staging"), key));
        await ExpectAsync(422, Submit(client, Order("nothing")));
        await ExpectAsync(422, Submit(client, new { mode = "imagine", prompt = $"{word} {new string('x', 20_000)}" }));
        await ExpectAsync(422, Submit(client, new { mode = "imagine", prompt = $"a nude child with {word}" }));
        await ExpectAsync(422, Submit(client, new { mode = "redesign", prompt = word, input1 = Guid.NewGuid() }));
        await ExpectAsync(400, client.PostAsync(
            "/api/v1/generations", Json($"{{\"mode\": \"imagine\", \"prompt\": \"{word}")));
        await ExpectAsync(415, client.PostAsync("/api/v1/generations", new StringContent(word)));
        await ExpectAsync(415, Upload(client, System.Text.Encoding.UTF8.GetBytes($"GIF89a {word}")));
        await ExpectAsync(404, client.GetAsync($"/api/v1/renders/{Guid.NewGuid()}"));
        await ExpectAsync(403, client.PostAsync($"/api/v1/admin/predictions/{Guid.NewGuid()}/redrive", null));
        await ExpectAsync(422, client.GetAsync($"/api/v1/renders?limit={word}"));
        foreach (var broken in (string[])[token[..^3] + "abc", token + "." + word, "eyJhbGciOiJIUzI1NiJ9.e30.", word])
        {
            using var rejectedClient = studio.Client(broken);
            await ExpectAsync(401, rejectedClient.GetAsync("/api/v1/generations"));
        }

        await ExpectAsync(401, studio.Local.PostAsync(
            "/api/v1/webhooks/replicate", Json($"{{\"id\": \"{word}\"}}")));
        await ExpectAsync(401, WebhookAsync(studio));

        await studio.LeaksNothingAsync(word);
    }

    [Fact]
    public async Task No_log_line_or_row_of_a_failed_run_contains_the_error_text_of_Replicate()
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(await studio.ClientAsync());
        var text = $"No room for \"a {word}\" at http://127.0.0.1/private/a.png?sv=1&sig=abcdefghijkl "
            + "with Bearer r8_simulated\r\n12:00:00.000 crit forged line\u001b[31m";
        await SimulateAsync(studio, new { promptContains = word, failRate = 1, errorText = text });

        var ended = await user.EndOfAsync(await user.SubmitPhotoAsync(
            DrawnRoom.Png(320, 240), ("mode", "redesign"), ("style", "scandinavian"), ("roomType", "living_room"),
            ("prompt", $"a {word}")));

        Assert.Equal("provider_failed", ended.GetProperty("error").GetProperty("code").GetString());
        await studio.LeaksNothingAsync(word);
    }

    [Fact]
    public async Task No_malformed_response_of_Replicate_is_logged_or_stored()
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(await studio.ClientAsync());
        await SimulateAsync(studio, new { promptContains = word, oddAnswerRate = 0.7, seed = 5, predictMs = 50 });
        var submitted = new List<JsonElement>();
        for (var one = 0; one < 8; one++)
            submitted.Add(await user.SubmitAsync(new { mode = "imagine", prompt = $"a {word}" }));
        for (var round = 0; round < 3; round++)
            (await studio.Local.PostAsync("/local/functions/ReconcilePredictions", null)).EnsureSuccessStatusCode();

        await SimulateAsync(studio, new { promptContains = word, predictMs = 50 });
        await Eventually.BecomesTrueAsync(async () =>
        {
            (await studio.Local.PostAsync("/local/functions/ReconcilePredictions", null)).EnsureSuccessStatusCode();
            var mine = (await user.GetAsync("/api/v1/generations")).GetProperty("items").EnumerateArray();
            return mine.All(one => one.GetProperty("finishedAt").ValueKind != JsonValueKind.Null);
        }, within: TimeSpan.FromMinutes(3));
        await studio.LeaksNothingAsync(word);
    }

    private object Order(string mode) => new { mode, prompt = $"a {word}", negativePrompt = $"no {word}" };

    private static StringContent Json(string text) => new(text, null, "application/json");

    private static Task<HttpResponseMessage> Submit(HttpClient client, object order, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/generations")
        {
            Content = JsonContent.Create(order),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    private static Task<HttpResponseMessage> Upload(HttpClient client, byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return client.PostAsync("/api/v1/storage/upload", new MultipartFormDataContent
        {
            { new StringContent("input"), "kind" },
            { content, "file", "a.png" },
        });
    }

    private Task<HttpResponseMessage> WebhookAsync(StudioProcess studio)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/webhooks/replicate?token=abcdefghijkl")
        {
            Content = Json($"{{\"id\": \"run\", \"status\": \"succeeded\", \"error\": \"{word}\"}}"),
        };
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-timestamp", "1700000000");
        request.Headers.Add("webhook-signature", "v1,AAAA");
        return studio.Local.SendAsync(request);
    }

    private static async Task ExpectAsync(int status, params Task<HttpResponseMessage>[] answers)
    {
        foreach (var answer in answers)
        {
            using var one = await answer;
            Assert.True(status == (int)one.StatusCode,
                $"{one.RequestMessage!.RequestUri} {one.StatusCode}: {await one.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task SimulateAsync(StudioProcess studio, object forPrompt)
    {
        using var answer = await studio.Local.PutAsJsonAsync(
            new Uri((await studio.StatusAsync()).ReplicateUrl, "/_sim/settings"),
            new { overrides = new[] { forPrompt } });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
