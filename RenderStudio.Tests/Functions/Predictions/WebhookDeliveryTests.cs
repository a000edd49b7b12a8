using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Predictions;

/// <summary>Signed webhook deliveries to the running app, and the rows that they write.</summary>
public sealed class WebhookDeliveryTests(SharedApp shared, Services services) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.App;
    private readonly string run = $"run-{Guid.NewGuid():n}";

    [Theory]
    [InlineData("starting")]
    [InlineData("processing")]
    public async Task A_start_delivery_moves_the_generation_to_running(string status)
    {
        var prediction = await SubmitAsync();

        await TakenAsync(SignedDelivery.For(app, prediction, run, status));

        Assert.Equal("running", await AskAsync(
            "select g.status from generations g join predictions p on p.generation_id = g.id where p.id = @prediction",
            prediction));
        Assert.Equal(run, await AskAsync("select upstream_id from predictions where id = @prediction", prediction));
    }

    [Fact]
    public async Task A_result_is_durable_when_the_delivery_is_answered()
    {
        var prediction = await SubmitAsync();

        await TakenAsync(SignedDelivery.For(app, prediction, run, "succeeded"));

        Assert.Equal(run, await AskAsync("select result_run from predictions where id = @prediction", prediction));
        Assert.Equal("succeeded", await AskAsync(
            "select result_status from predictions where id = @prediction", prediction));
    }

    [Fact]
    public async Task A_repeated_delivery_is_accepted_and_applied_once()
    {
        var prediction = await SubmitAsync();
        var delivery = SignedDelivery.For(app, prediction, run, "processing");

        await TakenAsync(delivery);
        await TakenAsync(delivery);

        Assert.Equal("2", await AskAsync(
            "select copies::text from webhook_deliveries where webhook_id = @id", prediction, delivery.Id));
        Assert.Equal("1", await AskAsync(
            "select count(*)::text from upstream_runs where prediction_id = @prediction", prediction));
        Assert.Equal("1", await AskAsync(
            """
            select count(*)::text from generation_events e join predictions p on p.generation_id = e.generation_id
            where e.stage = 'running' and p.id = @prediction
            """, prediction));
    }

    [Fact]
    public async Task A_delivery_for_an_unknown_prediction_is_accepted_and_recorded()
    {
        var unknown = Guid.NewGuid();

        await TakenAsync(SignedDelivery.For(app, unknown, run, "succeeded"));

        Assert.Equal("1", await AskAsync(
            "select count(*)::text from webhook_deliveries where prediction_id = @prediction", unknown));
        Assert.Equal("0", await AskAsync(
            "select count(*)::text from upstream_runs where upstream_id = @id", unknown, run));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task A_delivery_with_a_timestamp_out_of_tolerance_is_rejected(int seconds)
    {
        var delivery = SignedDelivery.For(app, await SubmitAsync(), run, "succeeded");

        await RefusedAsync(delivery with { SentAt = delivery.SentAt.AddSeconds(seconds) }, "webhook_signature_invalid");
    }

    [Fact]
    public async Task A_webhook_token_of_another_prediction_or_attempt_is_rejected()
    {
        var delivery = SignedDelivery.For(app, await SubmitAsync(), run, "succeeded");
        var link = delivery.Link.ToString();

        foreach (var changed in new[]
        {
            link.Replace("attempt=1", "attempt=2"),
            link.Replace("prediction=", $"prediction={Guid.NewGuid()}&was="),
            link[..link.LastIndexOf('&')],
        })
        {
            await RefusedAsync(delivery with { Link = new Uri(changed) }, "webhook_token_invalid");
        }
    }

    [Theory]
    [InlineData("""{"id": "run\u0000", "status": "succeeded"}""")]
    [InlineData("""{"id": "..", "status": "succeeded"}""")]
    [InlineData("""{"id": "run", "status": "succ\u0000eeded"}""")]
    [InlineData("""{"id": "run\ud800", "status": "succeeded"}""")]
    public async Task A_signed_delivery_with_an_invalid_run_is_rejected(string body)
    {
        var delivery = SignedDelivery.For(app, await SubmitAsync(), run, "succeeded");

        await RefusedAsync(delivery with { Body = body }, "invalid_webhook", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("\"error\": \"a\\u0000b\\ud83d\\ude00\"")]
    [InlineData("\"completed_at\": \"9999-12-31T23:59:59Z\"")]
    [InlineData("\"output\": [\"\\ud800\", \"https://replicate.delivery/\\u0000\"]")]
    [InlineData("\"logs\": \"\\ud800\", \"input\": {\"seed\": -9223372036854775808}")]
    [InlineData("\"error\": \"half a pair \\udc00\", \"input\": {\"\\ud800\": \"\\ud800\"}")]
    [InlineData("\"error\": {\"\\ud800\": [\"\\u0000\"]}, \"output\": {\"\\udfff\": 1}")]
    [InlineData("\"\\ud800\": {\"\\u0000\": \"\\ud800\\ud800\"}")]
    [InlineData("\"metrics\": {\"predict_time\": NaN, \"total_time\": -Infinity}, \"output\": [1e999999]")]
    [InlineData("\"error\": \"first\", \"error\": null, \"status\": \"succeeded\"")]
    public async Task A_signed_delivery_with_another_unusual_field_is_accepted(string field)
    {
        var prediction = await SubmitAsync();
        var delivery = SignedDelivery.For(app, prediction, run, "succeeded");

        await TakenAsync(delivery with { Body = $$"""{"id": "{{run}}", "status": "succeeded", {{field}}}""" });

        Assert.Equal(run, await AskAsync("select result_run from predictions where id = @prediction", prediction));
    }

    [Fact]
    public async Task A_too_long_id_is_rejected_where_no_signature_is_required()
    {
        await using var unsigned = await RunningApp.StartAsync(services, ("Replicate:WebhookMode", "token"));
        var letters = string.Concat(Enumerable.Range(0, 200).Select(_ => $"{Guid.NewGuid():n}"));

        using var answer = await (SignedDelivery.For(unsigned, Guid.NewGuid(), run, "succeeded") with { Id = letters })
            .SendAsync(unsigned);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task While_the_database_is_unavailable_a_delivery_is_answered_with_a_retryable_error()
    {
        await using var down = await RunningApp.StartAsync(services,
            ("Database:ConnectionString", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1"));

        using var answer = await SignedDelivery.For(down, Guid.NewGuid(), run, "succeeded").SendAsync(down);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task The_signature_and_the_token_are_verified_before_any_database_access()
    {
        await using var down = await RunningApp.StartAsync(services,
            ("Database:ConnectionString", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1"));
        var good = SignedDelivery.For(down, Guid.NewGuid(), run, "succeeded");
        var otherSecret = "whsec_" + Convert.ToBase64String(new byte[24]);

        await RefusedAsync(good with { Secret = otherSecret }, "webhook_signature_invalid", down);
        await RefusedAsync(good with { SentAt = good.SentAt.AddHours(-1) }, "webhook_signature_invalid", down);
        await RefusedAsync(good with { Id = "" }, "webhook_signature_invalid", down);
        await RefusedAsync(good with { Link = WithoutToken(good) }, "webhook_token_invalid", down);
        await RefusedAsync(good with { Body = "no json" }, "invalid_webhook", down, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_cheapest_check_that_fails_determines_the_answer()
    {
        var good = SignedDelivery.For(app, await SubmitAsync(), run, "succeeded");
        var otherSecret = "whsec_" + Convert.ToBase64String(new byte[24]);

        await RefusedAsync(
            good with { Secret = otherSecret, Link = WithoutToken(good), Body = "no json" }, "webhook_signature_invalid");
        await RefusedAsync(good with { Link = WithoutToken(good), Body = "no json" }, "webhook_token_invalid");
        await RefusedAsync(
            good with { Secret = otherSecret, Id = "twice, twice" }, "invalid_webhook", HttpStatusCode.BadRequest);
        await RefusedAsync(
            good with { Secret = otherSecret, Body = new string(' ', 2 * 1024 * 1024) }, "body_too_large",
            HttpStatusCode.RequestEntityTooLarge);
    }

    private static Uri WithoutToken(SignedDelivery delivery) =>
        new($"{delivery.Link}"[..$"{delivery.Link}".LastIndexOf('&')]);

    private static async Task RefusedAsync(
        SignedDelivery delivery, string code, RunningApp at, HttpStatusCode status = HttpStatusCode.Unauthorized)
    {
        using var answer = await delivery.SendAsync(at);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((status, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
    }

    /// <returns>The only prediction of a new generation.</returns>
    private async Task<Guid> SubmitAsync()
    {
        using var owner = app.ClientOf(Guid.NewGuid().ToString());
        var answer = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a nook" });
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        return await app.QueryAsync<Guid>("select id from predictions where generation_id = @id", new { id });
    }

    private async Task TakenAsync(SignedDelivery delivery)
    {
        using var answer = await delivery.SendAsync(app);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task RefusedAsync(
        SignedDelivery delivery, string code, HttpStatusCode status = HttpStatusCode.Unauthorized)
    {
        using var answer = await delivery.SendAsync(app);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((status, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal("0", await AskAsync(
            "select count(*)::text from webhook_deliveries where webhook_id = @id", default, delivery.Id));
        Assert.Equal("0", await AskAsync(
            "select count(*)::text from upstream_runs where upstream_id = @id", default, run));
    }

    private Task<string?> AskAsync(string sql, Guid prediction, string? id = null) =>
        app.QueryAsync<string>(sql, new { prediction, id });
}
