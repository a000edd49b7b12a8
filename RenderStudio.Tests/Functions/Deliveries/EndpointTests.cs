using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Deliveries;

/// <summary>The endpoints of outbound webhooks over HTTP, as an owner uses them.</summary>
public sealed class EndpointTests(DeliveryApp shared) : IClassFixture<DeliveryApp>, IDisposable
{
    private const string Route = "/api/v1/webhook-endpoints";

    private readonly RunningApp app = shared.App;
    private readonly HttpClient owner = shared.App.ClientOf($"hooks-{Guid.NewGuid():n}");

    public void Dispose() => owner.Dispose();

    [Fact]
    public async Task A_new_endpoint_is_returned_with_its_secret_once()
    {
        using var response = await PostAsync(new
        {
            url = "https://hooks.example.com/render?key=a",
            events = new[] { "generation.succeeded", "variant.ready" },
            description = "  The shop ",
        });
        var created = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal($"{Route}/{created.Text("id")}", response.Headers.Location!.ToString());
        Assert.StartsWith("whsec_", created.Text("secret"));
        Assert.Equal("The shop", created.Text("description"));
        var listed = Assert.Single((await GetAsync(Route)).GetProperty("items").EnumerateArray());
        var read = await GetAsync($"{Route}/{created.Text("id")}");
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
        var created = await CreateAsync();

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
        Assert.Empty((await GetAsync(Route)).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_description_is_accepted_up_to_200_characters()
    {
        using var accepted = await PostAsync(Fields(description: new string('a', 200)));
        using var rejected = await PostAsync(Fields(description: new string('a', 201)));

        Assert.Equal(
            (HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (accepted.StatusCode, rejected.StatusCode));
    }

    [Fact]
    public async Task An_owner_has_at_most_ten_endpoints_also_with_concurrent_requests()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => PostAsync(Fields())));

        Assert.Equal(10, responses.Count(one => one.StatusCode == HttpStatusCode.Created));
        var rejected = responses.Where(one => one.StatusCode == HttpStatusCode.Conflict).ToList();
        Assert.Equal(5, rejected.Count);
        Assert.Equal("limit_reached", (await rejected[0].Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        var first = (await GetAsync(Route)).GetProperty("items")[0].Id();
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Route}/{first}")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(Fields())).StatusCode);
    }

    [Fact]
    public async Task A_change_keeps_what_it_does_not_name()
    {
        var created = await CreateAsync();

        var renamed = await PatchAsync(created, new { description = "Other" });
        var moved = await PatchAsync(created, new { url = "https://other.example.com/", events = new[] { "variant.ready" } });
        var cleared = await PatchAsync(created, new { description = (string?)null });

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
        var created = await CreateAsync();
        var before = await GetAsync($"{Route}/{created.Text("id")}");

        using var response = await owner.PatchAsync(
            $"{Route}/{created.Text("id")}", new StringContent(body, null, "application/json"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal($"{before}", $"{await GetAsync($"{Route}/{created.Text("id")}")}");
    }

    [Fact]
    public async Task A_disabled_endpoint_ends_its_pending_deliveries_and_takes_no_test_and_no_replay_until_it_is_enabled()
    {
        var created = await CreateAsync();
        var address = $"{Route}/{created.Text("id")}";
        var delivery = await AcceptedAsync(owner.PostAsync($"{address}/test", null));

        var disabled = await PatchAsync(created, new { enabled = false });
        using var test = await owner.PostAsync($"{address}/test", null);
        using var replay = await owner.PostAsync($"{address}/deliveries/{delivery.Text("id")}/replay", null);

        Assert.Equal((false, "owner"), (disabled.GetProperty("enabled").GetBoolean(), disabled.Text("disabledReason")));
        Assert.All(new[] { test, replay }, one => Assert.Equal(HttpStatusCode.Conflict, one.StatusCode));
        Assert.Equal("endpoint_disabled", (await test.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        var ended = Assert.Single((await GetAsync($"{address}/deliveries")).GetProperty("items").EnumerateArray());
        Assert.Equal(("failed", "endpoint_disabled"), (ended.Text("status"), ended.Text("error")));

        var enabled = await PatchAsync(created, new { enabled = true });
        var replayed = await AcceptedAsync(
            owner.PostAsync($"{address}/deliveries/{delivery.Text("id")}/replay", null));
        Assert.True(enabled.GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, enabled.GetProperty("disabledReason").ValueKind);
        Assert.Equal("pending", replayed.Text("status"));
    }

    [Fact]
    public async Task A_rotation_returns_a_new_secret_and_when_the_previous_one_expires()
    {
        var created = await CreateAsync();

        var rotated = await (await owner.PostAsync($"{Route}/{created.Text("id")}/rotate", null))
            .Content.ReadFromJsonAsync<JsonElement>();

        Assert.NotEqual(created.Text("secret"), rotated.Text("secret"));
        var left = rotated.GetProperty("previousSecretExpiresAt").GetDateTime() - rotated.GetProperty("createdAt").GetDateTime();
        Assert.InRange(left.TotalHours, 23.9, 24.2);
    }

    [Fact]
    public async Task Deliveries_are_listed_by_page_and_status_newest_first()
    {
        var created = await CreateAsync();
        var address = $"{Route}/{created.Text("id")}";
        List<string> ids = [];
        for (var number = 0; number < 5; number++)
            ids.Insert(0, (await AcceptedAsync(owner.PostAsync($"{address}/test", null))).Text("id"));

        var first = await GetAsync($"{address}/deliveries?limit=3");
        var second = await GetAsync($"{address}/deliveries?limit=3&cursor={first.Text("nextCursor")}");

        var listed = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray());
        Assert.Equal(ids, listed.Select(one => one.Text("id")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        Assert.Equal(5, (await GetAsync($"{address}/deliveries?status=pending")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await GetAsync($"{address}/deliveries?status=failed")).GetProperty("items").GetArrayLength());
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await owner.GetAsync($"{address}/deliveries?status=lost")).StatusCode);
    }

    [Fact]
    public async Task Test_events_are_limited_by_the_number_of_pending_deliveries()
    {
        var created = await CreateAsync();
        var address = $"{Route}/{created.Text("id")}";
        await app.QueryAsync<int>(
            """
            insert into deliveries (id, endpoint_id, event_id, type, data)
            select gen_random_uuid(), @id, gen_random_uuid(), 'endpoint.test', '{}' from generate_series(1, 199)
            """, new { id = created.Id() });

        await AcceptedAsync(owner.PostAsync($"{address}/test", null));
        using var rejected = await owner.PostAsync($"{address}/test", null);

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.NotNull(rejected.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_deleted_endpoint_is_gone_with_its_deliveries()
    {
        var created = await CreateAsync();
        var address = $"{Route}/{created.Text("id")}";
        await AcceptedAsync(owner.PostAsync($"{address}/test", null));

        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(address)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await owner.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync(address)).StatusCode);
        Assert.Equal(0, await app.QueryAsync<int>(
            "select count(*)::int from deliveries where endpoint_id = @id", new { id = created.Id() }));
    }

    [Fact]
    public async Task An_endpoint_and_its_deliveries_are_not_found_for_another_owner_and_stay_unchanged()
    {
        var created = await CreateAsync();
        var address = $"{Route}/{created.Text("id")}";
        var delivery = await AcceptedAsync(owner.PostAsync($"{address}/test", null));
        var before = $"{await GetAsync(address)}{await GetAsync($"{address}/deliveries")}";
        using var other = app.ClientOf($"other-{Guid.NewGuid():n}");
        using var patched = await other.PatchAsJsonAsync(address, new { enabled = false });
        HttpResponseMessage[] responses =
        [
            patched,
            await other.GetAsync(address),
            await other.GetAsync($"{address}/deliveries"),
            await other.PostAsync($"{address}/rotate", null),
            await other.PostAsync($"{address}/test", null),
            await other.PostAsync($"{address}/deliveries/{delivery.Text("id")}/replay", null),
            await other.DeleteAsync(address),
        ];

        Assert.All(responses, one => Assert.Equal(HttpStatusCode.NotFound, one.StatusCode));
        Assert.Empty((await other.GetFromJsonAsync<JsonElement>(Route)).GetProperty("items").EnumerateArray());
        Assert.Equal(before, $"{await GetAsync(address)}{await GetAsync($"{address}/deliveries")}");
    }

    [Fact]
    public async Task A_delivery_is_not_replayed_through_another_endpoint_of_the_same_owner()
    {
        var (first, second) = (await CreateAsync(), await CreateAsync());
        var delivery = await AcceptedAsync(owner.PostAsync($"{Route}/{first.Text("id")}/test", null));

        using var response = await owner.PostAsync(
            $"{Route}/{second.Text("id")}/deliveries/{delivery.Text("id")}/replay", null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_erasure_of_an_owner_deletes_endpoints_and_deliveries_at_once()
    {
        var created = await CreateAsync();
        await AcceptedAsync(owner.PostAsync($"{Route}/{created.Text("id")}/test", null));

        using var erased = await owner.DeleteAsync("/api/v1/me");

        Assert.True(erased.IsSuccessStatusCode);
        Assert.Equal(0, await app.QueryAsync<int>(
            """
            select (select count(*) from webhook_endpoints where id = @id)::int
                + (select count(*) from deliveries where endpoint_id = @id)::int
            """, new { id = created.Id() }));
    }

    [Fact]
    public async Task Deliveries_are_swept_after_their_retention_and_pending_ones_are_kept()
    {
        var created = await CreateAsync();
        await app.QueryAsync<int>(
            """
            insert into deliveries (id, endpoint_id, event_id, type, data, status, finished_at)
            select gen_random_uuid(), @id, gen_random_uuid(), 'endpoint.test', '{}',
                case when days is null then 'pending' else 'succeeded' end, now() - make_interval(days => days)
            from unnest(array[31, 29, null]) as days
            """, new { id = created.Id() });

        await app.Engine.Get<IEnumerable<ISweep>>().Single(sweep => sweep.Name == "old deliveries")
            .RunAsync(dryRun: false, default);

        Assert.Equal(2, await app.QueryAsync<int>(
            "select count(*)::int from deliveries where endpoint_id = @id", new { id = created.Id() }));
    }

    private static object Fields(string description = "") =>
        new { url = "https://hooks.example.com/", events = new[] { "generation.succeeded" }, description };

    private Task<HttpResponseMessage> PostAsync(object body) => owner.PostAsJsonAsync(Route, body);

    private async Task<JsonElement> CreateAsync()
    {
        using var response = await PostAsync(Fields());
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> PatchAsync(JsonElement endpoint, object body)
    {
        using var response = await owner.PatchAsJsonAsync($"{Route}/{endpoint.Text("id")}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<JsonElement> GetAsync(string path) => owner.GetFromJsonAsync<JsonElement>(path);

    private static async Task<JsonElement> AcceptedAsync(Task<HttpResponseMessage> requested)
    {
        using var response = await requested;
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
