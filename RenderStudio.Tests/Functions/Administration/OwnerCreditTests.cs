using System.Net;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Administration;

/// <summary>An owner's account as an operator sees and changes it.</summary>
public sealed class OwnerCreditTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.App;
    private readonly string subject = $"credits-{Guid.NewGuid():n}";
    private HttpClient admin = null!;
    private HttpClient owner = null!;
    private Guid ownerId;

    public async ValueTask InitializeAsync()
    {
        admin = app.AdminOf();
        owner = app.ClientOf(subject);
        ownerId = await app.OwnerOfAsync(owner, subject);
    }

    public ValueTask DisposeAsync()
    {
        admin.Dispose();
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Two_identical_requests_grant_once_and_the_owner_sees_the_reason()
    {
        var body = new { credits = 50, reason = "For the outage" };
        var first = await admin.SendActAsync(Credits, body, "key-1");
        var second = await admin.SendActAsync(Credits, body, "key-1");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal((70, 70), (Number(first.Body, "balance"), Number(second.Body, "balance")));
        Assert.Equal((false, true), (Repeated(first.Body), Repeated(second.Body)));
        using var usage = await owner.GetAsync("/api/v1/usage");
        var seen = JsonDocument.Parse(await usage.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((70, 50), (Number(seen, "remaining"), Number(seen, "purchased")));
        Assert.Equal("For the outage", seen.GetProperty("entries")[0].GetProperty("reason").GetString());
        var act = Assert.Single(await ActsAsync());
        Assert.Equal("grant_credits", act.GetProperty("act").GetString());
        Assert.Equal(50, Number(act.GetProperty("details"), "credits"));
    }

    [Fact]
    public async Task The_account_and_the_pages_of_the_ledger_are_shown()
    {
        foreach (var credits in new[] { 5, 6, 7 })
            await admin.SendActAsync(Credits, new { credits, reason = "a test" }, $"{credits}");

        var account = await admin.ReadAsync($"owners/{ownerId}");
        var first = await admin.ReadAsync($"owners/{ownerId}/entries?limit=3");
        var cursor = first.GetProperty("nextCursor").GetString();
        var second = await admin.ReadAsync($"owners/{ownerId}/entries?limit=3&cursor={cursor}");

        Assert.Equal(
            ("free", 38, 18, 0, 0),
            (account.GetProperty("plan").GetString(), Number(account, "balance"), Number(account, "purchased"),
                Number(account, "held"), Number(account, "unfinishedGenerations")));
        Assert.Equal([7, 6, 5], first.GetProperty("items").EnumerateArray().Select(entry => Number(entry, "delta")));
        Assert.Equal([20], second.GetProperty("items").EnumerateArray().Select(entry => Number(entry, "delta")));
        Assert.Null(second.GetProperty("nextCursor").GetString());
    }

    [Theory]
    [InlineData("""{"credits":100000,"reason":"most"}""", HttpStatusCode.OK)]
    [InlineData("""{"credits":-20,"reason":"the whole balance"}""", HttpStatusCode.OK)]
    [InlineData("""{"credits":2e1,"reason":"a number"}""", HttpStatusCode.OK)]
    [InlineData("""{"credits":0,"reason":"nothing"}""", HttpStatusCode.UnprocessableEntity, "credits")]
    [InlineData("""{"credits":100001,"reason":"too many"}""", HttpStatusCode.UnprocessableEntity, "credits")]
    [InlineData("""{"credits":-100001,"reason":"too many"}""", HttpStatusCode.UnprocessableEntity, "credits")]
    [InlineData("""{"credits":-21,"reason":"more than the balance"}""", HttpStatusCode.UnprocessableEntity, "credits")]
    [InlineData("""{"credits":1.5,"reason":"a part"}""", HttpStatusCode.UnprocessableEntity, "credits")]
    [InlineData("""{"credits":"5","reason":"a text"}""", HttpStatusCode.UnprocessableEntity, "credits")]
    [InlineData("""{"reason":"nothing"}""", HttpStatusCode.UnprocessableEntity, "credits")]
    [InlineData("""{"credits":5}""", HttpStatusCode.UnprocessableEntity, "reason")]
    [InlineData("""{"credits":5,"reason":" \n\u0000 "}""", HttpStatusCode.UnprocessableEntity, "reason")]
    [InlineData("""{"credits":5,"reason":7}""", HttpStatusCode.UnprocessableEntity, "reason")]
    [InlineData("""{"credits":5,"reason":"a test","plan":"pro"}""", HttpStatusCode.UnprocessableEntity, "plan")]
    public async Task Credits_and_reason_are_checked(string json, HttpStatusCode status, params string[] invalid)
    {
        var (answered, body) = await admin.SendActAsync(
            Credits, JsonDocument.Parse(json).RootElement, $"{Guid.NewGuid()}");

        Assert.Equal(status, answered);
        if (invalid.Length > 0)
            Assert.Equal(invalid, body.InvalidFields());
    }

    [Fact]
    public async Task A_reason_has_at_most_500_characters()
    {
        var accepted = await admin.SendActAsync(Credits, new { credits = 1, reason = new string('a', 500) }, "long");
        var rejected = await admin.SendActAsync(Credits, new { credits = 1, reason = new string('a', 501) }, "longer");

        Assert.Equal(HttpStatusCode.OK, accepted.Status);
        Assert.Equal(["reason"], rejected.Body.InvalidFields());
    }

    [Fact]
    public async Task A_grant_without_a_key_is_rejected()
    {
        var (status, body) = await admin.SendActAsync(Credits, new { credits = 5, reason = "a test" });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(["Idempotency-Key"], body.InvalidFields());
    }

    [Fact]
    public async Task An_unknown_owner_is_not_found()
    {
        var granted = await admin.SendActAsync(
            $"owners/{Guid.NewGuid()}/credits", new { credits = 5, reason = "a test" }, "unknown");
        using var account = await admin.GetAsync($"/api/v1/admin/owners/{Guid.NewGuid()}");
        using var entries = await admin.GetAsync($"/api/v1/admin/owners/{Guid.NewGuid()}/entries");

        Assert.Equal(
            (HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound),
            (granted.Status, account.StatusCode, entries.StatusCode));
    }

    [Fact]
    public async Task The_account_of_an_erased_owner_is_shown_and_gets_no_credits()
    {
        await admin.SendActAsync(Credits, new { credits = 5, reason = "a test" }, "before");
        using var erased = await owner.DeleteAsync("/api/v1/me");

        var account = await admin.ReadAsync($"owners/{ownerId}");
        var (status, _) = await admin.SendActAsync(Credits, new { credits = 5, reason = "a test" }, "after");

        Assert.NotNull(account.GetProperty("erasedAt").GetString());
        Assert.Equal(25, Number(account, "balance"));
        Assert.Equal(HttpStatusCode.NotFound, status);
    }

    [Fact]
    public async Task The_acts_of_an_erased_operator_keep_the_owner_id()
    {
        var operatorsSubject = $"operator-{Guid.NewGuid():n}";
        using var other = app.AdminOf(operatorsSubject);
        await other.SendActAsync(Credits, new { credits = 5, reason = "a test" }, "by-another");
        var actor = await app.QueryAsync<Guid>(
            "select id from owners where subject = @operatorsSubject", new { operatorsSubject });

        using var erased = await other.DeleteAsync("/api/v1/me");

        Assert.True(erased.IsSuccessStatusCode);
        var act = Assert.Single(await ActsAsync());
        Assert.Equal(actor, act.GetProperty("actorId").GetGuid());
        Assert.DoesNotContain(operatorsSubject, $"{act}");
    }

    private async Task<JsonElement[]> ActsAsync() =>
        [.. (await admin.ReadAsync($"acts?target={ownerId}")).GetProperty("items").EnumerateArray()];

    private string Credits => $"owners/{ownerId}/credits";

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static bool Repeated(JsonElement json) => json.GetProperty("repeated").GetBoolean();
}
