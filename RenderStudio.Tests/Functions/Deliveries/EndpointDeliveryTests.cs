using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.Functions.Deliveries.EndpointRequests;

namespace RenderStudio.Tests.Functions.Deliveries;

/// <summary>The deliveries of an endpoint over HTTP, and the end of both.</summary>
public sealed class EndpointDeliveryTests(DeliveryApp shared) : IClassFixture<DeliveryApp>, IDisposable
{
    private readonly RunningApp app = shared.App;
    private readonly HttpClient owner = shared.App.ClientOf($"hooks-{Guid.NewGuid():n}");

    public void Dispose() => owner.Dispose();

    [Fact]
    public async Task A_disabled_endpoint_ends_its_deliveries_and_rejects_tests_and_replays_until_it_is_enabled()
    {
        var created = await owner.CreatedAsync();
        var address = $"{Route}/{created.Text("id")}";
        var delivery = await owner.AcceptedAsync($"{address}/test");

        var disabled = await owner.ChangedAsync(created, new { enabled = false });
        using var test = await owner.PostAsync($"{address}/test", null);
        using var replay = await owner.PostAsync($"{address}/deliveries/{delivery.Text("id")}/replay", null);

        Assert.Equal((false, "owner"), (disabled.GetProperty("enabled").GetBoolean(), disabled.Text("disabledReason")));
        Assert.All(new[] { test, replay }, one => Assert.Equal(HttpStatusCode.Conflict, one.StatusCode));
        Assert.Equal("endpoint_disabled", (await test.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        var ended = Assert.Single(await ItemsAsync($"{address}/deliveries"));
        Assert.Equal(("failed", "endpoint_disabled"), (ended.Text("status"), ended.Text("error")));

        var enabled = await owner.ChangedAsync(created, new { enabled = true });
        var replayed = await owner.AcceptedAsync($"{address}/deliveries/{delivery.Text("id")}/replay");
        Assert.True(enabled.GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, enabled.GetProperty("disabledReason").ValueKind);
        Assert.Equal("pending", replayed.Text("status"));
    }

    [Fact]
    public async Task Deliveries_are_listed_by_page_and_status_newest_first()
    {
        var created = await owner.CreatedAsync();
        var address = $"{Route}/{created.Text("id")}";
        List<string> ids = [];
        for (var number = 0; number < 5; number++)
            ids.Insert(0, (await owner.AcceptedAsync($"{address}/test")).Text("id"));

        var first = await owner.ReadAsync($"{address}/deliveries?limit=3");
        var second = await owner.ReadAsync($"{address}/deliveries?limit=3&cursor={first.Text("nextCursor")}");

        var listed = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray());
        Assert.Equal(ids, listed.Select(one => one.Text("id")));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        Assert.Equal(5, (await ItemsAsync($"{address}/deliveries?status=pending")).Count);
        Assert.Empty(await ItemsAsync($"{address}/deliveries?status=failed"));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await owner.GetAsync($"{address}/deliveries?status=lost")).StatusCode);
    }

    [Fact]
    public async Task Test_events_are_limited_by_the_number_of_pending_deliveries()
    {
        var created = await owner.CreatedAsync();
        var address = $"{Route}/{created.Text("id")}";
        await app.QueryAsync<int>(
            """
            insert into deliveries (id, endpoint_id, event_id, type, data)
            select gen_random_uuid(), @id, gen_random_uuid(), 'endpoint.test', '{}' from generate_series(1, 199)
            """, new { id = created.Id() });

        await owner.AcceptedAsync($"{address}/test");
        using var rejected = await owner.PostAsync($"{address}/test", null);

        Assert.Equal(HttpStatusCode.TooManyRequests, rejected.StatusCode);
        Assert.NotNull(rejected.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_deleted_endpoint_is_gone_with_its_deliveries()
    {
        var created = await owner.CreatedAsync();
        var address = $"{Route}/{created.Text("id")}";
        await owner.AcceptedAsync($"{address}/test");

        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(address)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await owner.DeleteAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync(address)).StatusCode);
        Assert.Equal(0, await app.QueryAsync<int>(
            "select count(*)::int from deliveries where endpoint_id = @id", new { id = created.Id() }));
    }

    [Fact]
    public async Task An_endpoint_and_its_deliveries_are_not_found_for_another_owner_and_stay_unchanged()
    {
        var created = await owner.CreatedAsync();
        var address = $"{Route}/{created.Text("id")}";
        var delivery = await owner.AcceptedAsync($"{address}/test");
        var before = $"{await owner.ReadAsync(address)}{await owner.ReadAsync($"{address}/deliveries")}";
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
        Assert.Equal(before, $"{await owner.ReadAsync(address)}{await owner.ReadAsync($"{address}/deliveries")}");
    }

    [Fact]
    public async Task A_delivery_is_not_replayed_through_another_endpoint_of_the_same_owner()
    {
        var (first, second) = (await owner.CreatedAsync(), await owner.CreatedAsync());
        var delivery = await owner.AcceptedAsync($"{Route}/{first.Text("id")}/test");

        using var response = await owner.PostAsync(
            $"{Route}/{second.Text("id")}/deliveries/{delivery.Text("id")}/replay", null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_erasure_of_an_owner_deletes_endpoints_and_deliveries_at_once()
    {
        var created = await owner.CreatedAsync();
        await owner.AcceptedAsync($"{Route}/{created.Text("id")}/test");

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
        var created = await owner.CreatedAsync();
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

    private async Task<IReadOnlyList<JsonElement>> ItemsAsync(string path) =>
        [.. (await owner.ReadAsync(path)).GetProperty("items").EnumerateArray()];
}
