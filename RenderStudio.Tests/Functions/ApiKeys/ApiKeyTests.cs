using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Functions.ApiKeys.KeyRequests;

namespace RenderStudio.Tests.Functions.ApiKeys;

/// <summary>API keys over HTTP, as an owner and a program use them.</summary>
public sealed class ApiKeyTests(SharedApp shared) : IClassFixture<SharedApp>, IDisposable
{
    private const string Generations = "/api/v1/generations";

    private static readonly (HttpStatusCode, string?) Rejected = (HttpStatusCode.Unauthorized, "unauthenticated");

    private readonly RunningApp app = shared.App;
    private readonly HttpClient owner = shared.App.ClientOf($"keys-{Guid.NewGuid():n}");

    public void Dispose() => owner.Dispose();

    [Fact]
    public async Task A_new_key_is_returned_once_and_works()
    {
        using var response = await owner.PostAsJsonAsync(Route, new
        {
            name = "  The\tshop ",
            scopes = new[] { "read", "generate" },
            monthlyCreditCap = 20,
            expiresAt = "2099-01-01T02:00:00+02:00",
        });
        var created = await response.Content.ReadFromJsonAsync<JsonElement>();
        var text = created.Text("key");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("no-store, private", response.Headers.CacheControl!.ToString());
        Assert.True(KeyText.IsWellFormed(text));
        Assert.Equal(("The shop", text[..12]), (created.Text("name"), created.Text("prefix")));
        Assert.Equal("2099-01-01T00:00:00Z", created.Text("expiresAt"));
        Assert.DoesNotContain(text[12..], await owner.GetStringAsync(Route));
        Assert.Equal(0, await app.QueryAsync<long>(
            "select count(*) from api_keys k where k::text like '%' || @secret || '%'", new { secret = text[12..] }));
        using var program = app.WithKey(text);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(Generations).AnswerAsync()).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(program)).Status);
    }

    [Fact]
    public async Task The_list_shows_prefix_spend_and_last_use_newest_first()
    {
        var first = await owner.KeyAsync(["read"]);
        var second = await owner.KeyAsync(cap: 5);
        using var program = app.WithKey(second.Text("key"));
        await SubmitAsync(program);
        await Eventually.BecomesTrueAsync(async () =>
            (await owner.KeysAsync())[0].GetProperty("lastUsedAt").ValueKind == JsonValueKind.String);

        var keys = await owner.KeysAsync();

        Assert.Equal([second.Text("id"), first.Text("id")], keys.Select(key => key.Text("id")));
        Assert.Equal((5, 1), (Number(keys[0], "monthlyCreditCap"), Number(keys[0], "creditsThisMonth")));
        Assert.Equal((null, 0), (Number(keys[1], "monthlyCreditCap"), Number(keys[1], "creditsThisMonth")));
        Assert.Equal(JsonValueKind.Null, keys[1].GetProperty("lastUsedAt").ValueKind);
        Assert.Equal("read", Assert.Single(keys[1].GetProperty("scopes").EnumerateArray()).GetString());
    }

    [Theory]
    [InlineData("""{}""", "name scopes")]
    [InlineData("""{"name":"a"}""", "scopes")]
    [InlineData("""{"scopes":["read"]}""", "name")]
    [InlineData("""{"name":" \u200b ","scopes":["read"]}""", "name")]
    [InlineData("""{"name":7,"scopes":["read"]}""", "name")]
    [InlineData("""{"name":"a","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["admin"]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["Read"]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["read","read"]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["read",7]}""", "scopes")]
    [InlineData("""{"name":"a","scopes":"read"}""", "scopes")]
    [InlineData("""{"name":"a","scopes":["read"],"monthlyCreditCap":-1}""", "monthlyCreditCap")]
    [InlineData("""{"name":"a","scopes":["read"],"monthlyCreditCap":1.5}""", "monthlyCreditCap")]
    [InlineData("""{"name":"a","scopes":["read"],"monthlyCreditCap":1000001}""", "monthlyCreditCap")]
    [InlineData("""{"name":"a","scopes":["read"],"monthlyCreditCap":4294967297}""", "monthlyCreditCap")]
    [InlineData("""{"name":"a","scopes":["read"],"monthlyCreditCap":"5"}""", "monthlyCreditCap")]
    [InlineData("""{"name":"a","scopes":["read"],"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"a","scopes":["read"],"expiresAt":"tomorrow"}""", "expiresAt")]
    [InlineData("""{"name":"a","scopes":["read"],"expiresAt":"2099-13-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"a","scopes":["read"],"expiresAt":4102444800}""", "expiresAt")]
    [InlineData("""{"name":"a","scopes":["read"],"key":"rsk_a"}""", "key")]
    public async Task An_invalid_field_is_reported_by_name(string body, string fields)
    {
        using var response = await owner.PostAsync(Route, new StringContent(body, null, "application/json"));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(
            fields, string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(one => one.Name).Order()));
        Assert.Empty(await owner.KeysAsync());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("🏡")]
    public async Task A_name_is_accepted_up_to_100_characters(string letter)
    {
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(100));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync(101));

        async Task<HttpStatusCode> StatusAsync(int count) => (await owner.PostAsJsonAsync(Route, new
        {
            name = string.Concat(Enumerable.Repeat(letter, count)),
            scopes = BothScopes,
        }).AnswerAsync()).Status;
    }

    [Fact]
    public async Task An_owner_has_at_most_50_keys_also_with_concurrent_requests()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => owner.PostAsJsonAsync(
            Route, new { name = "a", scopes = BothScopes }).AnswerAsync()));

        Assert.Equal(50, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(10, answers.Count(answer => answer == (HttpStatusCode.Conflict, "limit_reached")));
        var first = (await owner.KeysAsync())[0].Text("id");
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Route}/{first}")).StatusCode);
        await owner.KeyAsync();
    }

    [Fact]
    public async Task A_deleted_key_is_rejected_at_once()
    {
        var created = await owner.KeyAsync();
        using var program = app.WithKey(created.Text("key"));
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(program)).Status);

        using var deleted = await owner.DeleteAsync($"{Route}/{created.Text("id")}");

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(Rejected, await program.GetAsync(Generations).AnswerAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await owner.DeleteAsync($"{Route}/{created.Text("id")}")).StatusCode);
        Assert.Empty(await owner.KeysAsync());
    }

    [Fact]
    public async Task The_key_of_another_owner_is_not_found()
    {
        var created = await owner.KeyAsync();
        using var other = app.ClientOf($"keys-{Guid.NewGuid():n}");

        var foreign = await other.DeleteAsync($"{Route}/{created.Text("id")}").AnswerAsync();
        var unknown = await other.DeleteAsync($"{Route}/{Guid.NewGuid()}").AnswerAsync();

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), foreign);
        Assert.Equal(unknown, foreign);
        Assert.Empty(await other.KeysAsync());
        Assert.Single(await owner.KeysAsync());
    }

    [Fact]
    public async Task A_submit_beyond_the_cap_is_rejected_and_a_quote_tells_what_is_left()
    {
        using var program = app.WithKey((await owner.KeyAsync(cap: 1)).Text("key"));
        using var quoted = await program.PostAsJsonAsync("/api/v1/quotes", new { mode = "imagine", prompt = "a den" });
        Assert.Equal(1, Number(await quoted.Content.ReadFromJsonAsync<JsonElement>(), "keyCreditsRemaining"));

        Assert.Equal(
            (HttpStatusCode.PaymentRequired, "key_credit_cap_exceeded"), await SubmitAsync(program, variants: 2));
        Assert.Equal(HttpStatusCode.Accepted, (await SubmitAsync(program)).Status);
    }

    [Fact]
    public async Task The_keys_of_an_erased_owner_are_deleted_and_rejected()
    {
        using var program = app.WithKey((await owner.KeyAsync()).Text("key"));
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync(Generations).AnswerAsync()).Status);

        Assert.Equal(HttpStatusCode.OK, (await owner.DeleteAsync("/api/v1/me")).StatusCode);

        Assert.Equal(Rejected, await program.GetAsync(Generations).AnswerAsync());
        Assert.Empty(await owner.KeysAsync());
    }

    [Theory]
    [InlineData("rsk_")]
    [InlineData("rsk_ExampleOfAKeyThatNoOwnerHasExampleOfAKeyAAA1dbuW1")]
    [InlineData("rsk_ExampleOfAKeyThatNoOwnerHasExampleOfAKeyAAA1dbuW2")]
    [InlineData("RSK_ExampleOfAKeyThatNoOwnerHasExampleOfAKeyAAA1dbuW1")]
    [InlineData("rsk_a.b.c")]
    public async Task An_unknown_key_is_rejected(string text)
    {
        using var program = app.WithKey(text);
        using var response = await program.GetAsync(Generations);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    private static Task<(HttpStatusCode Status, string? Code)> SubmitAsync(HttpClient client, int variants = 1) =>
        client.PostAsJsonAsync(Generations, new { mode = "imagine", prompt = "a den", variants }).AnswerAsync();

    private static int? Number(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;
}
