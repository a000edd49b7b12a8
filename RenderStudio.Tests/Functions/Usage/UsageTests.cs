using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Functions.Usage.UsageRequests;

namespace RenderStudio.Tests.Functions.Usage;

/// <summary>Credits of an owner: holds of submits, limits of the plan and monthly grants.</summary>
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
        using var owner = await OwnerAsync(app, "sixty-four", "pro");

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => SubmitAsync(owner)));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.PaymentRequired).ToList();
        Assert.Equal(54, refused.Count);
        var detail = (await refused[0].Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.Contains("your balance is 0", detail);
        Assert.Contains("renews on", detail);
        var usage = await UsageAsync(owner);
        Assert.Equal((10, 0, 10, 0), Sums(usage));
        Assert.Equal("pro", usage.GetProperty("plan").GetString());
        Assert.Equal(11, usage.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task A_plan_that_is_no_longer_offered_is_treated_as_free()
    {
        using var owner = await OwnerAsync(app, "gone-plan", "gold");
        using var first = await SubmitAsync(owner);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);

        using var second = await SubmitAsync(owner);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Fact]
    public async Task A_second_generation_on_a_plan_for_one_is_rejected_with_the_id_of_the_first()
    {
        using var owner = await OwnerAsync(app, "in-flight", "free");
        using var first = await SubmitAsync(owner);
        var id = (await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        using var second = await SubmitAsync(owner);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Contains(id, await second.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Remaining_credits_expire_at_the_first_access_of_a_new_month_which_is_granted_once()
    {
        using var owner = await OwnerAsync(app, "lapse", "free");
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
        using var owner = await OwnerAsync(app, "usage-own", "pro");
        using var other = await OwnerAsync(app, "usage-other", "pro");
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
        using var owner = await OwnerAsync(app, "back", "free");
        using var submitted = await SubmitAsync(owner);
        await owner.PostAsync($"{submitted.Headers.Location!.PathAndQuery}/cancel", null);

        var usage = await UsageAsync(owner);

        Assert.Equal((10, 0, 0, 10), Sums(usage));
        Assert.Equal("Canceled.", usage.GetProperty("entries")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_quality_above_the_plan_is_rejected()
    {
        using var owner = await OwnerAsync(app, "quality", "free");

        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den", quality = "high" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("quality", await answer.Content.ReadAsStringAsync());
    }
}
