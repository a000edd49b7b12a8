using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Predictions;

/// <summary>Signed deliveries whose JSON is unusual; their outcome counts.</summary>
public sealed class OddDeliveryTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.App;
    private readonly string run = $"run-{Guid.NewGuid():n}";

    [Theory]
    [InlineData("input")]
    [InlineData("error")]
    [InlineData("output")]
    [InlineData("unknown")]
    public async Task A_signed_delivery_with_deep_nesting_is_accepted(string field)
    {
        var prediction = await SubmitAsync();
        var delivery = SignedDelivery.For(app, prediction, run, "succeeded");
        var deep = new string('[', 400_000) + new string(']', 400_000);

        await TakenAsync(delivery with
        {
            Body = $$"""{"id": "{{run}}", "status": "succeeded", "{{field}}": {{deep}}}""",
        });

        Assert.Equal(run, await AskAsync("select result_run from predictions where id = @prediction", prediction));
    }

    [Theory]
    [InlineData("\"flagged as sensitive \\ud800\"", "content_flagged", "flagged as sensitive \ufffd")]
    [InlineData("\"\\udc00 NSFW\\u0000\"", "content_flagged", "\ufffd NSFW ")]
    [InlineData("\"a \\ud83d\\ude00 \\\\ud800 \\ud83d\"", "provider_failed", "a \U0001f600 \\ud800 \ufffd")]
    [InlineData("{\"\\ud800\": \"NSFW\"}", "content_flagged", "{\"\\ud800\": \"NSFW\"}")]
    public async Task An_error_with_half_a_surrogate_pair_determines_the_outcome(
        string error, string code, string stored)
    {
        var prediction = await SubmitAsync();
        await TakenAsync(SignedDelivery.For(app, prediction, run, "processing"));
        var delivery = SignedDelivery.For(app, prediction, run, "failed");

        await TakenAsync(delivery with { Body = $$"""{"id": "{{run}}", "status": "failed", "error": {{error}}}""" });
        Assert.Equal(stored, await AskAsync(
            "select result_payload::jsonb ->> 'error' from predictions where id = @prediction", prediction));
        await app.Engine.Get<CompletePrediction>().RunAsync(prediction, default);

        Assert.Equal(code, await AskAsync("select failure_code from predictions where id = @prediction", prediction));
    }

    [Fact]
    public async Task A_signed_delivery_that_is_not_UTF8_is_accepted()
    {
        var prediction = await SubmitAsync();
        await TakenAsync(SignedDelivery.For(app, prediction, run, "processing"));
        var delivery = SignedDelivery.For(app, prediction, run, "failed");
        byte[] body =
        [
            0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($$"""{"id": "{{run}}", "status": "failed", "error": "NSFW """),
            0xED, 0xA0, 0x80, .. "\", \""u8, 0xFF, .. "\": 1}"u8,
        ];

        using var answer = await delivery.SendAsync(app.Http, body);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("NSFW \ufffd", await AskAsync(
            "select result_payload::jsonb ->> 'error' from predictions where id = @prediction", prediction));
    }

    /// <returns>The only prediction of a new generation.</returns>
    private async Task<Guid> SubmitAsync()
    {
        using var owner = app.ClientOf(Guid.NewGuid().ToString());
        var answer = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a nook" });
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
        return await app.QueryAsync<Guid>("select id from predictions where generation_id = @id", new { id });
    }

    private async Task TakenAsync(SignedDelivery delivery)
    {
        using var answer = await delivery.SendAsync(app);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<string?> AskAsync(string sql, Guid prediction) => app.QueryAsync<string>(sql, new { prediction });
}
