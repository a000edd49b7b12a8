using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Functions.Usage.UsageRequests;

namespace RenderStudio.Tests.Functions.Usage;

/// <summary>Quotes: price, validity, listed problems and expected time.</summary>
public sealed class QuoteRequestTests(Services services) : IAsyncLifetime
{
    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(services,
        ("Plans:Free:ConcurrentGenerations", "1"), ("Plans:Free:CreditsPerMonth", "10"),
        ("Plans:Pro:ConcurrentGenerations", "1000"), ("Plans:Pro:CreditsPerMonth", "10"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_quote_holds_no_credits_and_keeps_its_price_for_the_same_request()
    {
        using var owner = await OwnerAsync(app, "quote", "pro");
        var quote = await QuoteAsync(owner, new { mode = "imagine", prompt = "a den", variants = 2 });
        var id = quote.GetProperty("quoteId").GetGuid();
        Assert.Equal(2, quote.GetProperty("credits").GetInt32());
        Assert.True(quote.GetProperty("moderation").GetProperty("accepted").GetBoolean());
        Assert.Equal((10, 0, 0, 10), Sums(await UsageAsync(owner)));
        Assert.InRange(await app.QueryAsync<double>(
            "select extract(epoch from expires_at - now()) / 60 from quotes where id = @id", new { id }), 14, 15);
        await app.QueryAsync<int>("update quotes set credits_per_variant = 4 where id = @id", new { id });

        using var other = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den", variants = 1, quoteId = id });
        using var kept = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den", variants = 2, quoteId = id });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var submitted = await kept.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(8, submitted.GetProperty("credits").GetProperty("held").GetInt32());
    }

    [Theory]
    [InlineData("black-forest-labs/flux-schnell", "standard")]
    [InlineData("stability-ai/sdxl", "draft")]
    public async Task A_quote_is_valid_for_one_model_and_one_quality(string model, string quality)
    {
        using var owner = await OwnerAsync(app, $"quote-of-{model}", "pro");
        var quote = await QuoteAsync(owner, new
        {
            mode = "imagine",
            prompt = "a den",
            model = "black-forest-labs/flux-schnell",
            quality = "draft",
        });

        using var other = await owner.PostAsJsonAsync("/api/v1/generations", new
        {
            mode = "imagine",
            prompt = "a den",
            model,
            quality,
            quoteId = quote.GetProperty("quoteId").GetGuid(),
        });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        var problem = await other.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["quoteId"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_quote_expires_and_is_valid_for_its_owner_only()
    {
        using var owner = await OwnerAsync(app, "quote-over", "pro");
        using var otherOwner = await OwnerAsync(app, "quote-other", "pro");
        var id = (await QuoteAsync(owner, new { mode = "imagine", prompt = "a den" })).GetProperty("quoteId").GetGuid();

        using var foreign = await otherOwner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den", quoteId = id });
        await app.QueryAsync<int>("update quotes set expires_at = now() where id = @id", new { id });
        using var late = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den", quoteId = id });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, foreign.StatusCode);
        Assert.Contains("quoteId", await foreign.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, late.StatusCode);
    }

    [Fact]
    public async Task A_quote_lists_the_problems_of_a_submit()
    {
        using var owner = await OwnerAsync(app, "quote-wrong", "pro");

        var quote = await QuoteAsync(owner, new { mode = "redesign", style = "unheard_of" });

        Assert.Equal(JsonValueKind.Null, quote.GetProperty("quoteId").ValueKind);
        var fields = quote.GetProperty("problems").EnumerateArray().Select(one => one.GetProperty("field").GetString());
        Assert.Equal(["input1", "style"], fields.Order());
    }

    [Fact]
    public async Task A_quote_lists_the_problems_of_plan_and_balance_and_changes_neither()
    {
        using var owner = await OwnerAsync(app, "quote-plan", "free");
        using var running = await SubmitAsync(owner);
        await app.QueryAsync<int>(
            "update accounts set balance = 3 where owner_id = (select id from owners where subject = 'quote-plan')");

        var quote = await QuoteAsync(
            owner, new { mode = "imagine", prompt = "a den", variants = 4, quality = "high" });

        Assert.Equal(JsonValueKind.Null, quote.GetProperty("quoteId").ValueKind);
        Assert.Equal(4, quote.GetProperty("credits").GetInt32());
        Assert.Equal(
            ["variants validation_failed", "quality validation_failed", " generation_in_flight", " quota_exceeded"],
            quote.GetProperty("problems").EnumerateArray()
                .Select(one => $"{one.GetProperty("field").GetString()} {one.GetProperty("code").GetString()}"));
        Assert.Equal((10, 0, 1, 3), Sums(await UsageAsync(owner)));
    }

    [Fact]
    public async Task The_expected_time_of_a_quote_comes_from_the_recorded_history_if_there_is_one()
    {
        using var owner = await OwnerAsync(app, "quote-time", "pro");
        var before = (await QuoteAsync(owner, SubmitBody)).GetProperty("expectedSeconds").GetProperty("p50").GetInt32();
        using var submitted = await SubmitAsync(owner);
        await app.QueryAsync<int>(
            """
            insert into generations (id, owner_id, render_id, mode, aspect_ratio, quality, variants, model,
                composed_prompt, template_version, credits_per_variant, expected_seconds, status, created_at,
                finished_at)
            select gen_random_uuid(), owner_id, gen_random_uuid(), mode, aspect_ratio, quality, 1, model, '', '', 1, 1,
                'succeeded', now() - make_interval(secs => 100 + n), now()
            from generations g join owners o on o.id = g.owner_id, generate_series(1, 20) n where subject = 'quote-time'
            """);

        var time = (await QuoteAsync(owner, SubmitBody)).GetProperty("expectedSeconds");

        Assert.True(before < 100);
        Assert.Equal((111, 120), (time.GetProperty("p50").GetInt32(), time.GetProperty("p95").GetInt32()));
    }
}
