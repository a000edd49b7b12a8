using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>The limits of a plan apply to concurrent requests.</summary>
public sealed class LimitTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string BalanceSql = "select balance from accounts where owner_id = @ownerId";

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_generation_beyond_the_limit_is_rejected_with_the_ids_of_the_active_ones()
    {
        using var owner = app.ClientOf("limit-1");
        var first = await (await SubmitAsync(owner, 1)).Content.ReadFromJsonAsync<JsonElement>();

        var second = await SubmitAsync(owner, 1);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        var problem = await second.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("generation_in_flight", problem.GetProperty("code").GetString());
        Assert.Contains(first.GetProperty("id").GetString()!, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Concurrent_submits_never_hold_the_same_credits_twice()
    {
        using var owner = app.ClientOf("limit-2");
        var ownerId = await app.OwnerOfAsync(owner, "limit-2");
        await app.QueryAsync<int>("update owners set plan = 'studio' where id = @ownerId", new { ownerId });
        await SubmitAsync(owner, 1);
        await app.QueryAsync<int>("update accounts set balance = 10 where owner_id = @ownerId", new { ownerId });

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => SubmitAsync(owner, 1)));

        Assert.Equal(10, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(14, answers.Count(answer => answer.StatusCode == HttpStatusCode.PaymentRequired));
        Assert.Equal(0, await app.QueryAsync<int>(BalanceSql, new { ownerId }));
        var refusal = await answers.First(answer => answer.StatusCode == HttpStatusCode.PaymentRequired)
            .Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("quota_exceeded", refusal.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Concurrent_submits_never_exceed_the_active_generations_of_the_plan()
    {
        using var owner = app.ClientOf("limit-3");
        var ownerId = await app.OwnerOfAsync(owner, "limit-3");
        await app.QueryAsync<int>("update owners set plan = 'pro' where id = @ownerId", new { ownerId });

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SubmitAsync(owner, 1)));

        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(1, await app.QueryAsync<int>(
            "select count(*) from credit_entries where owner_id = @ownerId and kind = 'grant'", new { ownerId }));
        Assert.Equal(
            await app.QueryAsync<int>(BalanceSql, new { ownerId }),
            await app.QueryAsync<int>(
                "select sum(delta) from credit_entries where owner_id = @ownerId", new { ownerId }));
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient owner, int variants) =>
        owner.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = "a room", variants });
}
