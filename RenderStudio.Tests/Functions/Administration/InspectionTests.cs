using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Administration;

/// <summary>What an operator sees of the generations of all owners.</summary>
public sealed class InspectionTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.App;
    private readonly string prompt = $"velvet {Guid.NewGuid():n}";
    private HttpClient admin = null!;
    private SeededGeneration seeded = null!;

    public async ValueTask InitializeAsync()
    {
        admin = app.AdminOf();
        seeded = await SeededGeneration.CreateAsync(app.Engine, predictions: 2, variantsEach: 1, prompt: prompt);
    }

    public ValueTask DisposeAsync()
    {
        admin.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_generation_is_shown_with_predictions_runs_ledger_and_timeline()
    {
        await app.QueryAsync<int>(
            """
            update predictions set status = 'failed', failure_code = 'provider_failed', attempt = 2,
                finished_at = now(), result_run = 'run-' || id, result_status = 'failed', lease_expiries = 1,
                result_payload = '{"id":"run-1","status":"failed","error":"The model ran out of memory."}'
            where id = @prediction;
            insert into upstream_runs (upstream_id, prediction_id, attempt, disposition, upstream_status, seen_by)
            values ('run-' || @prediction, @prediction, 2, 'lost', 'failed', 'reply');
            """, new { prediction = seeded.Predictions[0] });

        var shown = await admin.ReadAsync($"generations/{seeded.Id}");

        Assert.Equal(seeded.OwnerId, shown.GetProperty("ownerId").GetGuid());
        Assert.Equal("pending", shown.GetProperty("status").GetString());
        var failed = shown.GetProperty("predictions")[0];
        Assert.Equal(
            ("failed", "provider_failed", 2, 1, "The model ran out of memory."),
            (Text(failed, "status"), Text(failed, "failureCode"), failed.GetProperty("attempt").GetInt32(),
                failed.GetProperty("leaseExpiries").GetInt32(), Text(failed, "resultError")));
        var run = Assert.Single(failed.GetProperty("runs").EnumerateArray());
        Assert.Equal(
            ($"run-{seeded.Predictions[0]}", "lost", "reply"),
            (Text(run, "upstreamId"), Text(run, "disposition"), Text(run, "seenBy")));
        Assert.Equal("pending", Text(shown.GetProperty("predictions")[1], "status"));
        var hold = Assert.Single(shown.GetProperty("entries").EnumerateArray());
        Assert.Equal(("hold", -4), (Text(hold, "kind"), hold.GetProperty("delta").GetInt32()));
        Assert.Equal("submitted", Text(Assert.Single(shown.GetProperty("events").EnumerateArray()), "code"));
    }

    [Fact]
    public async Task Delivered_variants_and_acts_of_operators_are_shown()
    {
        var render = await StoredRender.CreateAsync(app.Engine);
        var generation = await app.QueryAsync<Guid>("select id from generations where render_id = @Id", render);
        var prediction = seeded.Predictions[1];
        await app.QueryAsync<int>(
            "update predictions set lease_expiries = 2 where id = @prediction", new { prediction });
        await admin.SendActAsync($"predictions/{prediction}/redrive", new { reason = "  The storage\nis repaired. " });

        var delivered = await admin.ReadAsync($"generations/{generation}");
        var redriven = await admin.ReadAsync($"generations/{seeded.Id}");

        Assert.NotEqual(0, delivered.GetProperty("variants").GetArrayLength());
        Assert.Equal(render.Id, delivered.GetProperty("renderId").GetGuid());
        var act = Assert.Single(redriven.GetProperty("acts").EnumerateArray());
        Assert.Equal(
            ("redrive_prediction", $"{prediction}", "The storage is repaired.", true),
            (Text(act, "act"), Text(act, "target"), Text(act, "reason"),
                act.GetProperty("details").GetProperty("redriven").GetBoolean()));
    }

    [Fact]
    public async Task No_prompt_and_no_link_is_shown()
    {
        using var owner = app.ClientOf($"inspected-{Guid.NewGuid()}");
        using var submitted = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt, negativePrompt = prompt });
        var id = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var render = await StoredRender.CreateAsync(app.Engine);
        var delivered = await app.QueryAsync<Guid>("select id from generations where render_id = @Id", render);

        foreach (var shown in new[]
        {
            $"{await admin.ReadAsync($"generations/{id}")}", $"{await admin.ReadAsync($"generations/{delivered}")}",
            $"{await admin.ReadAsync("generations?limit=100")}",
        })
        {
            Assert.DoesNotContain(prompt, shown);
            Assert.DoesNotContain("velvet", shown);
            Assert.DoesNotContain("http", shown);
            Assert.DoesNotContain("sig=", shown);
        }
    }

    [Fact]
    public async Task A_waiting_prediction_shows_that_its_starts_are_paused()
    {
        await app.QueryAsync<int>(
            """
            update generations set model = 'paused/model' where id = @Id;
            insert into start_pauses (model, reason, paused_by) values ('paused/model', 'a test', @OwnerId)
            """, seeded);

        var shown = await admin.ReadAsync($"generations/{seeded.Id}");

        Assert.All(
            shown.GetProperty("predictions").EnumerateArray(),
            prediction => Assert.True(prediction.GetProperty("startsPaused").GetBoolean()));
    }

    [Fact]
    public async Task Lists_are_filtered_and_their_pages_contain_each_generation_once()
    {
        var (owner, model) = (seeded.OwnerId, $"{Guid.NewGuid()}");
        List<Guid> all = [seeded.Id];
        foreach (var status in new[] { "failed", "canceled", "succeeded", "running" })
            all.Add(await AddAsync(status, model));

        Assert.Equal(all.Order(), (await PagesAsync($"owner={owner}")).Order());
        Assert.Equal([all[4], all[0]], await PagesAsync($"owner={owner}&status=unfinished"));
        Assert.Equal([all[1]], await PagesAsync($"model={model}&status=failed"));
        Assert.Equal([all[2]], await PagesAsync($"model={model}&status=canceled"));
        Assert.Equal([all[4], all[3], all[2], all[1]], await PagesAsync($"model={model}&from=2020-01-01"));
        Assert.Equal([all[1]], await PagesAsync($"model={model}&to=2026-01-01"));
        Assert.Equal([all[2]], await PagesAsync($"model={model}&from=2026-01-02&to=2026-01-02"));
        Assert.Empty(await PagesAsync($"owner={Guid.NewGuid()}"));
    }

    [Theory]
    [InlineData("generations?owner=ann&status=stuck&limit=0", "limit", "owner", "status")]
    [InlineData("generations?from=2026-01-02&to=2026-01-01", "to")]
    [InlineData("generations?cursor=a&colour=red", "colour", "cursor")]
    [InlineData("reports?from=yesterday", "from")]
    [InlineData("reports?from=2026-01-01&to=2026-12-01", "from")]
    [InlineData("acts?act=unknown&limit=101", "act", "limit")]
    public async Task Invalid_parameters_are_reported_by_name(string path, params string[] names)
    {
        using var answer = await admin.GetAsync($"/api/v1/admin/{path}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(names, (await answer.Content.ReadFromJsonAsync<JsonElement>()).InvalidFields());
    }

    [Fact]
    public async Task An_unknown_generation_is_not_found()
    {
        using var answer = await admin.GetAsync($"/api/v1/admin/generations/{Guid.NewGuid()}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>Adds a generation of the same owner; each one was submitted a day after the one before.</summary>
    private async Task<Guid> AddAsync(string status, string model)
    {
        var added = await SeededGeneration.CreateAsync(app.Engine, variantsEach: 1);
        await app.QueryAsync<int>(
            """
            update generations set owner_id = @OwnerId, model = @model, status = @status,
                failure_code = case @status when 'failed' then 'timed_out' end,
                finished_at = case when @status <> 'running' then now() end,
                created_at = '2025-12-31T00:00:00Z'::timestamptz + interval '1 day'
                    * array_position(array['failed', 'canceled', 'succeeded', 'running'], @status)
            where id = @Id;
            update generations set created_at = '2020-02-01T00:00:00Z' where id = @seed;
            """, new { added.Id, seeded.OwnerId, model, status, seed = seeded.Id });
        return added.Id;
    }

    private async Task<IReadOnlyList<Guid>> PagesAsync(string query)
    {
        List<Guid> found = [];
        string? cursor = null;
        do
        {
            var next = cursor is null ? "" : $"&cursor={cursor}";
            var page = await admin.ReadAsync($"generations?limit=2&{query}{next}");
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return found;
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
