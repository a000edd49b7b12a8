using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Database;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Faults;

namespace RenderStudio.Tests.Erasure;

/// <summary>The first grant after the erasure of an account that spent purchased credits.</summary>
public sealed class PurchasesAfterErasureTests(Services services)
{
    private const int Monthly = 20, Pack = 100;

    [Theory]
    [InlineData(50, 50, 0)]
    [InlineData(50, 35, 0)]
    [InlineData(50, 15, 5)] // 35 released: the 30 purchased credits and 5 of the month
    [InlineData(50, 0, 20)]
    [InlineData(8, 8, 12)]
    public async Task Purchased_credits_that_an_erased_account_used_do_not_reduce_the_next_grant(
        int held, int used, int granted)
    {
        await using var app = await RunningApp.StartAsync(
            services, ("Plans:Free:CreditsPerMonth", $"{Monthly}"));
        using var owner = app.ClientOf("buyer");
        await UsageAsync(owner);
        await SpendAsync(app, await app.OwnerOfAsync(owner, "buyer"), held, used);

        using var erased = await owner.DeleteAsync("/api/v1/me");

        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        var usage = await UsageAsync(owner);
        Assert.Equal(granted, usage.GetProperty("granted").GetInt32());
        Assert.Equal(granted, usage.GetProperty("remaining").GetInt32());
        Assert.Equal(0, usage.GetProperty("purchased").GetInt32());
        foreach (var (_, sql) in AuditRules.All.Where(rule => rule.Sql.Contains("credit_entries")))
            Assert.Null(await app.QueryAsync<string>($"select string_agg(t::text, '; ') from ({sql}) t"));
    }

    /// <summary>Buys credits, holds some and uses a part of those.</summary>
    private static Task SpendAsync(RunningApp app, Guid ownerId, int held, int used) =>
        app.Services.GetRequiredService<StudioDatabase>().InTransactionAsync(async connection =>
        {
            var generation = Guid.NewGuid();
            await CreditLedger.PurchaseAsync(connection, ownerId, Pack, "purchase:pi", "A pack");
            Assert.True(await CreditLedger.HoldAsync(connection, ownerId, generation, held));
            await CreditLedger.SettleAsync(connection, ownerId, generation, Guid.NewGuid(), used);
            await CreditLedger.ReleaseRestAsync(connection, ownerId, generation, held - used, "The rest");
        }, default);

    private static Task<JsonElement> UsageAsync(HttpClient owner) =>
        owner.GetFromJsonAsync<JsonElement>("/api/v1/usage");
}
