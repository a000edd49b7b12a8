using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Usage;

/// <summary>
/// Credits of an owner: hold at submit, concurrent submits, monthly grants and quotes.
/// </summary>
public sealed class UsageTests(Services services) : IAsyncLifetime
{
    private RunningApp app = null!;

    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(services,
        ("Plans:Free:ConcurrentGenerations", "1"), ("Plans:Free:CreditsPerMonth", "10"),
        ("Plans:Pro:ConcurrentGenerations", "1000"), ("Plans:Pro:CreditsPerMonth", "10"));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Exactly_ten_of_64_concurrent_submits_succeed_with_credits_for_ten()
    {
        using var owner = await OwnerAsync("sixty-four", "pro");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => SubmitAsync(owner)));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.PaymentRequired).ToList();
        Assert.Equal(54, refused.Count);
        var detail = (await refused[0].Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.Contains("you have 0", detail);
        Assert.Contains("renews on", detail);
        var usage = await UsageAsync(owner);
        Assert.Equal((10, 0, 10, 0), Sums(usage));
        Assert.Equal("pro", usage.GetProperty("plan").GetString());
        Assert.Equal(11, usage.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task A_plan_that_is_no_longer_offered_is_treated_as_free()
    {
        using var owner = await OwnerAsync("gone-plan", "gold");
        using var first = await SubmitAsync(owner);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);

        using var second = await SubmitAsync(owner);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Fact]
    public async Task A_second_generation_on_a_plan_for_one_is_rejected_with_the_id_of_the_first()
    {
        using var owner = await OwnerAsync("in-flight", "free");
        using var first = await SubmitAsync(owner);
        var id = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        using var second = await SubmitAsync(owner);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains(id, await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Remaining_credits_lapse_at_the_first_access_of_a_new_month_which_is_granted_once()
    {
        using var owner = await OwnerAsync("lapse", "free");
        Assert.Equal((10, 0, 0, 10), Sums(await UsageAsync(owner)));
        using var held = await SubmitAsync(owner);
        await app.QueryAsync<int>(
            """
            update accounts a set period_ends = date_trunc('month', now() at time zone 'utc') at time zone 'utc'
            from owners o where o.id = a.owner_id and o.subject = 'lapse';
            update credit_entries c set cause = 'grant:before', at = at - interval '40 days'
            from owners o where o.id = c.owner_id and o.subject = 'lapse' and kind = 'grant'
            """);

        var usages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => UsageAsync(owner)));

        Assert.All(usages, usage => Assert.Equal((10, 0, 1, 10), Sums(usage)));
        Assert.Equal("9 of expire, 10 of grant, 1 of hold, 10 of grant", await app.QueryAsync<string>(
            """
            select string_agg(credits || ' of ' || kind, ', ' order by at > now() - interval '1 day' desc, kind)
            from credit_entries c join owners o on o.id = c.owner_id where subject = 'lapse'
            """));
        Assert.Equal("expire is of the last month, grant is of this month", await app.QueryAsync<string>(
            """
            select string_agg(kind || ' is of ' || case cause
                when kind || to_char(month, ':YYYY-MM') then 'this month'
                when kind || to_char(month - interval '1 month', ':YYYY-MM') then 'the last month' else cause end,
                ', ' order by kind)
            from credit_entries c join owners o on o.id = c.owner_id,
                date_trunc('month', now() at time zone 'utc') as month
            where subject = 'lapse' and kind in ('expire', 'grant') and cause <> 'grant:before'
            """));
    }

    [Fact]
    public async Task Usage_contains_the_data_of_one_owner_only()
    {
        using var owner = await OwnerAsync("usage-own", "pro");
        using var other = await OwnerAsync("usage-other", "pro");
        using var first = await SubmitAsync(owner);
        using var second = await SubmitAsync(other);
        using var third = await SubmitAsync(other);

        var usage = await UsageAsync(owner);

        Assert.Equal((10, 0, 1, 9), Sums(usage));
        Assert.Equal(["hold", "grant"],
            usage.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString()));
        Assert.Equal((10, 0, 2, 8), Sums(await UsageAsync(other)));
    }

    [Fact]
    public async Task A_canceled_generation_releases_its_hold_and_records_the_reason()
    {
        using var owner = await OwnerAsync("back", "free");
        using var submitted = await SubmitAsync(owner);
        await owner.PostAsync($"{submitted.Headers.Location}/cancel", null);

        var usage = await UsageAsync(owner);

        Assert.Equal((10, 0, 0, 10), Sums(usage));
        Assert.Equal("Canceled.", usage.GetProperty("entries")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_quality_above_the_plan_is_rejected()
    {
        using var owner = await OwnerAsync("quality", "free");

        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den", quality = "high" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("quality", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_quote_holds_no_credits_and_keeps_its_price_for_the_same_request()
    {
        using var owner = await OwnerAsync("quote", "pro");
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
        using var owner = await OwnerAsync($"quote-of-{model}", "pro");
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
        using var owner = await OwnerAsync("quote-over", "pro");
        using var otherOwner = await OwnerAsync("quote-other", "pro");
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
        using var owner = await OwnerAsync("quote-wrong", "pro");

        var quote = await QuoteAsync(owner, new { mode = "redesign", style = "unheard_of" });

        Assert.Equal(JsonValueKind.Null, quote.GetProperty("quoteId").ValueKind);
        var fields = quote.GetProperty("problems").EnumerateArray().Select(one => one.GetProperty("field").GetString());
        Assert.Equal(["input1", "style"], fields.Order());
    }

    [Fact]
    public async Task A_quote_lists_the_problems_of_plan_and_balance_and_changes_neither()
    {
        using var owner = await OwnerAsync("quote-plan", "free");
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
        using var owner = await OwnerAsync("quote-time", "pro");
        var before = (await QuoteAsync(owner, SubmitBody)).GetProperty("expectedSeconds").GetProperty("p50").GetInt32();
        using var submitted = await SubmitAsync(owner);
        await app.QueryAsync<int>(
            """
            insert into generations (id, owner_id, render_id, mode, aspect_ratio, quality, variants, model,
                composed_prompt, template_version, credits_per_variant, expected_seconds, status, created_at, finished_at)
            select gen_random_uuid(), owner_id, gen_random_uuid(), mode, aspect_ratio, quality, 1, model, '', '', 1, 1,
                'succeeded', now() - make_interval(secs => 100 + n), now()
            from generations g join owners o on o.id = g.owner_id, generate_series(1, 20) n where subject = 'quote-time'
            """);

        var time = (await QuoteAsync(owner, SubmitBody)).GetProperty("expectedSeconds");

        Assert.True(before < 100);
        Assert.Equal((111, 120), (time.GetProperty("p50").GetInt32(), time.GetProperty("p95").GetInt32()));
    }

    private static object SubmitBody => new { mode = "imagine", prompt = "a den" };

    private static (int Granted, int Used, int Held, int Remaining) Sums(JsonElement usage) => (
        usage.GetProperty("granted").GetInt32(), usage.GetProperty("used").GetInt32(),
        usage.GetProperty("held").GetInt32(), usage.GetProperty("remaining").GetInt32());

    private static Task<JsonElement> UsageAsync(HttpClient owner) =>
        owner.GetFromJsonAsync<JsonElement>("/api/v1/usage");

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient owner) =>
        owner.PostAsJsonAsync("/api/v1/generations", SubmitBody);

    private static async Task<JsonElement> QuoteAsync(HttpClient owner, object body)
    {
        using var answer = await owner.PostAsJsonAsync("/api/v1/quotes", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpClient> OwnerAsync(string subject, string plan)
    {
        var owner = app.ClientOf(subject);
        var ownerId = await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>("update owners set plan = @plan where id = @ownerId", new { plan, ownerId });
        return owner;
    }
}
