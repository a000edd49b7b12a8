using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Functions.Deliveries.EndpointRequests;

namespace RenderStudio.Tests.Functions.Deliveries;

/// <summary>The endpoints of outbound webhooks over HTTP, as an owner uses them.</summary>
public sealed class EndpointTests(DeliveryApp shared) : IClassFixture<DeliveryApp>, IDisposable
{
    private readonly RunningApp app = shared.App;
    private readonly HttpClient owner = shared.App.ClientOf($"hooks-{Guid.NewGuid():n}");

    public void Dispose() => owner.Dispose();

    [Fact]
    public async Task A_new_endpoint_is_returned_with_its_secret_once()
    {
        using var response = await owner.PostAsJsonAsync(Route, new
        {
            url = "https://hooks.example.com/render?key=a",
            events = new[] { "generation.succeeded", "variant.ready" },
            description = "  The shop ",
        });
        var created = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("no-store, private", response.Headers.CacheControl!.ToString());
        Assert.True(response.Headers.Location!.IsAbsoluteUri);
        Assert.Equal($"{Route}/{created.Text("id")}", response.Headers.Location.PathAndQuery);
        Assert.StartsWith("whsec_", created.Text("secret"));
        Assert.Equal("The shop", created.Text("description"));
        var listed = Assert.Single((await owner.ReadAsync(Route)).GetProperty("items").EnumerateArray());
        var read = await owner.ReadAsync($"{Route}/{created.Text("id")}");
        Assert.Equal($"{listed}", $"{read}");
        Assert.Equal(
            ["createdAt", "description", "disabledAt", "disabledReason", "enabled", "events", "failingSince", "id",
                "previousSecretExpiresAt", "url"],
            read.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal("https://hooks.example.com/render?key=a", read.Text("url"));
        Assert.Equal(
            ["generation.succeeded", "variant.ready"],
            read.GetProperty("events").EnumerateArray().Select(type => type.GetString()));
        Assert.DoesNotContain("whsec_", await (await owner.GetAsync(Route)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_secret_is_not_stored_in_plain_text()
    {
        var created = await owner.CreatedAsync();

        Assert.False(await app.QueryAsync<bool>(
            """
            select position(convert_to(@secret, 'UTF8') in secret) > 0 or position(decode(@key, 'base64') in secret) > 0
            from webhook_endpoints where id = @id
            """,
            new
            {
                id = created.Id(),
                secret = created.Text("secret"),
                key = created.Text("secret")["whsec_".Length..],
            }));
    }

    [Theory]
    [InlineData("""{}""", "events url")]
    [InlineData("""{"url":"https://hooks.example.com/"}""", "events")]
    [InlineData("""{"events":["variant.ready"]}""", "url")]
    [InlineData("""{"url":"https://hooks.example.com/","events":[]}""", "events")]
    [InlineData("""{"url":"https://hooks.example.com/","events":["generation.started"]}""", "events")]
    [InlineData("""{"url":"https://hooks.example.com/","events":["endpoint.test"]}""", "events")]
    [InlineData("""{"url":"https://hooks.example.com/","events":["variant.ready","variant.ready"]}""", "events")]
    [InlineData("""{"url":"https://hooks.example.com/","events":["variant.ready",7]}""", "events")]
    [InlineData("""{"url":"https://hooks.example.com/","events":"variant.ready"}""", "events")]
    [InlineData("""{"url":"https://hooks.example.com/","events":{"a":1}}""", "events")]
    [InlineData("""{"url":7,"events":["variant.ready"]}""", "url")]
    [InlineData("""{"url":"http://hooks.example.com/","events":["variant.ready"]}""", "url")]
    [InlineData("""{"url":"https://127.0.0.1/","events":["variant.ready"]}""", "url")]
    [InlineData("""{"url":"https://localhost:8443/","events":["variant.ready"]}""", "url")]
    [InlineData("""{"url":"https://user:password@hooks.example.com/","events":["variant.ready"]}""", "url")]
    [InlineData("""{"url":"https://hooks.example.com:22/","events":["variant.ready"]}""", "url")]
    [InlineData("""{"url":"https://hooks.example.com/","events":["variant.ready"],"description":7}""", "description")]
    [InlineData("""{"url":"https://hooks.example.com/","events":["variant.ready"],"secret":"whsec_a"}""", "secret")]
    [InlineData("""{"url":"https://hooks.example.com/","events":["variant.ready"],"enabled":true}""", "enabled")]
    public async Task An_invalid_field_of_an_endpoint_is_reported_by_name(string body, string fields)
    {
        using var response = await owner.PostAsync(Route, new StringContent(body, null, "application/json"));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(
            fields, string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(one => one.Name).Order()));
        Assert.Empty((await owner.ReadAsync(Route)).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("🏡")]
    public async Task A_description_is_accepted_up_to_200_characters(string letter)
    {
        using var accepted = await owner.PostAsJsonAsync(Route, Fields(description: Repeated(200)));
        using var rejected = await owner.PostAsJsonAsync(Route, Fields(description: Repeated(201)));

        Assert.Equal(
            (HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (accepted.StatusCode, rejected.StatusCode));

        string Repeated(int count) => string.Concat(Enumerable.Repeat(letter, count));
    }

    [Fact]
    public async Task An_owner_has_at_most_ten_endpoints_also_with_concurrent_requests()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => owner.PostAsJsonAsync(Route, Fields())));

        Assert.Equal(10, responses.Count(one => one.StatusCode == HttpStatusCode.Created));
        var rejected = responses.Where(one => one.StatusCode == HttpStatusCode.Conflict).ToList();
        Assert.Equal(5, rejected.Count);
        Assert.Equal("limit_reached", (await rejected[0].Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        var first = (await owner.ReadAsync(Route)).GetProperty("items")[0].Id();
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Route}/{first}")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await owner.PostAsJsonAsync(Route, Fields())).StatusCode);
    }

    [Fact]
    public async Task A_change_keeps_what_it_does_not_name()
    {
        var created = await owner.CreatedAsync();

        var renamed = await owner.ChangedAsync(created, new { description = "Other" });
        var moved = await owner.ChangedAsync(
            created, new { url = "https://other.example.com/", events = new[] { "variant.ready" } });
        var cleared = await owner.ChangedAsync(created, new { description = (string?)null });

        Assert.Equal(
            (created.Text("url"), "Other", 1),
            (renamed.Text("url"), renamed.Text("description"), renamed.GetProperty("events").GetArrayLength()));
        Assert.Equal(("https://other.example.com/", "Other"), (moved.Text("url"), moved.Text("description")));
        Assert.Equal(JsonValueKind.Null, cleared.GetProperty("description").ValueKind);
        Assert.Equal("https://other.example.com/", cleared.Text("url"));
    }

    [Theory]
    [InlineData("""{"url":"https://10.0.0.1/"}""")]
    [InlineData("""{"events":[]}""")]
    [InlineData("""{"enabled":"no"}""")]
    [InlineData("""{"secret":"whsec_a"}""")]
    public async Task An_invalid_change_is_rejected_and_changes_nothing(string body)
    {
        var created = await owner.CreatedAsync();
        var before = await owner.ReadAsync($"{Route}/{created.Text("id")}");

        using var response = await owner.PatchAsync(
            $"{Route}/{created.Text("id")}", new StringContent(body, null, "application/json"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal($"{before}", $"{await owner.ReadAsync($"{Route}/{created.Text("id")}")}");
    }

    [Fact]
    public async Task A_rotation_returns_a_new_secret_and_when_the_previous_one_expires()
    {
        var created = await owner.CreatedAsync();

        var rotated = await (await owner.PostAsync($"{Route}/{created.Text("id")}/rotate", null))
            .Content.ReadFromJsonAsync<JsonElement>();

        Assert.NotEqual(created.Text("secret"), rotated.Text("secret"));
        var left = rotated.GetProperty("previousSecretExpiresAt").GetDateTime()
            - rotated.GetProperty("createdAt").GetDateTime();
        Assert.InRange(left.TotalHours, 23.9, 24.2);
    }
}
