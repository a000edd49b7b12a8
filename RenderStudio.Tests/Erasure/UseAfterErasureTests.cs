using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Faults;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Erasure;

/// <summary>
/// What a new account of an erased subject is granted: the credits of its plan, less what was used in the month.
/// </summary>
public sealed class UseAfterErasureTests(Services services) : IAsyncLifetime
{
    private const int Free = 20, Pro = 300;

    private readonly FixedClock clock = new(TimeProvider.System.GetUtcNow());
    private readonly string subject = $"used-{Guid.NewGuid():n}";
    private RunningApp app = null!;
    private HttpClient owner = null!;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(services, adjust => adjust.AddSingleton<TimeProvider>(clock),
            ("Plans:Free:CreditsPerMonth", $"{Free}"), ("Plans:Pro:CreditsPerMonth", $"{Pro}"));
        owner = app.ClientOf(subject);
    }

    public async ValueTask DisposeAsync()
    {
        owner.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task The_next_grant_is_reduced_by_the_credits_that_erased_accounts_used_this_month()
    {
        var first = await UseAsync();
        await EraseAsync();

        var usage = await UsageAsync();
        Assert.Equal((Free - first, 0, 0, Free - first), Sums(usage));
        Assert.EndsWith($"less {first} that were used before the account was erased",
            usage.GetProperty("entries")[0].Text("reason"));

        var second = await UseAsync();
        await EraseAsync();
        Assert.Equal((Free - first - second, 0, 0, Free - first - second), Sums(await UsageAsync()));
        await AuditAsync();
    }

    [Fact]
    public async Task Credits_that_an_erased_account_held_are_not_used()
    {
        var used = await UseAsync();
        await SubmitAsync();
        Assert.True((await UsageAsync()).GetProperty("held").GetInt32() > 0);

        await EraseAsync();

        Assert.Equal((Free - used, 0, 0, Free - used), Sums(await UsageAsync()));
    }

    [Fact]
    public async Task Credits_of_an_earlier_month_do_not_hide_what_was_used()
    {
        await UsageAsync();
        // As if credits of the previous month had been released in this month.
        await app.QueryAsync<int>(
            """
            insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
            select id, 'release', 50, 50, gen_random_uuid(), 'release:earlier' from owners where subject = @subject;
            update accounts set balance = balance + 50 where owner_id = (select id from owners where subject = @subject)
            """, new { subject });
        var used = await UseAsync();

        await EraseAsync();

        Assert.Equal((Free - used, 0, 0, Free - used), Sums(await UsageAsync()));
    }

    [Theory]
    [InlineData("pro", Pro)]
    [InlineData("free", Free)]
    public async Task The_plan_of_the_new_account_determines_the_grant(string plan, int credits)
    {
        var used = await UseAsync();
        await EraseAsync();
        await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>("update owners set plan = @plan where subject = @subject", new { plan, subject });

        Assert.Equal((credits - used, 0, 0, credits - used), Sums(await UsageAsync()));
    }

    [Fact]
    public async Task A_grant_is_never_negative()
    {
        await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>("update owners set plan = 'pro' where subject = @subject", new { subject });
        await UsageAsync();
        // A generation of a price above the free plan.
        await app.QueryAsync<int>(
            """
            with mine as (select id, gen_random_uuid() as generation from owners where subject = @subject)
            insert into credit_entries (owner_id, kind, credits, delta, generation_id, cause)
            select id, 'hold', 50, -50, generation, 'hold:' || generation from mine
            union all select id, 'settle', 50, 0, generation, 'settle:' || generation from mine;
            update accounts set balance = balance - 50 where owner_id = (select id from owners where subject = @subject)
            """, new { subject });

        await EraseAsync();

        Assert.Equal((0, 0, 0, 0), Sums(await UsageAsync()));
        using var refused = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "oak" });
        Assert.Equal(HttpStatusCode.PaymentRequired, refused.StatusCode);
    }

    [Fact]
    public async Task Concurrent_first_requests_of_the_new_account_receive_one_grant()
    {
        var used = await UseAsync();
        await EraseAsync();

        var usages = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => UsageAsync()));

        Assert.All(usages, usage => Assert.Equal((Free - used, 0, 0, Free - used), Sums(usage)));
        await AuditAsync();
    }

    [Fact]
    public async Task The_next_month_grants_the_whole_plan_and_the_hash_of_the_subject_is_removed()
    {
        await UseAsync();
        await EraseAsync();
        Assert.Equal(1, await app.QueryAsync<int>("select count(*) from erased_subjects"));

        await NextMonthAsync();
        await app.QueryAsync<int>("update erased_subjects set erased_at = erased_at - interval '32 days'");
        var sweep = app.Services.GetRequiredService<IEnumerable<ISweep>>().OfType<OldRecordsSweep>().Single();
        await sweep.RunAsync(dryRun: false, default);

        Assert.Equal(0, await app.QueryAsync<int>("select count(*) from erased_subjects"));
        Assert.Equal((Free, 0, 0, Free), Sums(await UsageAsync()));
    }

    [Fact]
    public async Task Use_of_another_month_is_not_counted_while_the_hash_still_exists()
    {
        await UseAsync();
        await EraseAsync();

        await NextMonthAsync();

        Assert.Equal((Free, 0, 0, Free), Sums(await UsageAsync()));
    }

    private async Task NextMonthAsync()
    {
        clock.Now = clock.Now.AddMonths(1);
        // The ledger records the time of the database. Without this, a grant would seem to be older than its month.
        await app.QueryAsync<int>(
            "alter table credit_entries alter column at set default now() + interval '1 month'");
        owner.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.Hs256(
            new() { ["sub"] = subject, ["exp"] = clock.Now.AddHours(1).ToUnixTimeSeconds() }));
    }

    /// <summary>Delivers a generation.</summary>
    /// <returns>The credits that it costs.</returns>
    private async Task<int> UseAsync()
    {
        var generation = await SubmitAsync();
        var prediction = await app.QueryAsync<Guid>(
            "select id from predictions where generation_id = @generation", new { generation });
        var delivery = SignedDelivery.For(app, prediction, $"run-{prediction:n}", "succeeded");
        using var answer = await (delivery with
        {
            SentAt = clock.Now,
            Body = JsonSerializer.Serialize(
                new { id = delivery.Run, status = "succeeded", output = new[] { SolidPicture.Png(9, 90, 40) } }),
        }).SendAsync(app);
        answer.EnsureSuccessStatusCode();
        await app.Services.GetRequiredService<CompletePrediction>().RunAsync(prediction, default);
        var used = await app.QueryAsync<int>(
            "select credits from credit_entries where generation_id = @generation and kind = 'settle'",
            new { generation });
        Assert.True(used > 0);
        return used;
    }

    private async Task<Guid> SubmitAsync()
    {
        using var answer = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "oak" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
    }

    /// <summary>Erases the account, whatever the time since its previous erasure.</summary>
    private async Task EraseAsync()
    {
        await app.QueryAsync<int>("update erasures set requested_at = now() - interval '1 hour'");
        using var answer = await owner.DeleteAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private Task<JsonElement> UsageAsync() => owner.GetFromJsonAsync<JsonElement>("/api/v1/usage");

    private static (int Granted, int Used, int Held, int Remaining) Sums(JsonElement usage) => (
        usage.GetProperty("granted").GetInt32(), usage.GetProperty("used").GetInt32(),
        usage.GetProperty("held").GetInt32(), usage.GetProperty("remaining").GetInt32());

    private async Task AuditAsync()
    {
        foreach (var (_, sql) in AuditRules.All.Where(rule => rule.Sql.Contains("credit_entries")))
            Assert.Null(await app.QueryAsync<string>($"select string_agg(t::text, '; ') from ({sql}) t"));
    }
}
