using System.Net;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Admin;

/// <summary>Pauses of starts, requested by HTTP.</summary>
public sealed class StartsTests(Services services) : IAsyncLifetime
{
    private const string Model = "black-forest-labs/flux-schnell";

    private RunningApp app = null!;
    private HttpClient admin = null!;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(services);
        admin = app.AdminOf();
    }

    public ValueTask DisposeAsync()
    {
        admin.Dispose();
        return app.DisposeAsync();
    }

    [Fact]
    public async Task A_pause_is_shown_with_operator_and_reason_until_it_ends()
    {
        var paused = await admin.SendActAsync("starts/pause", new { reason = "An incident" });
        await admin.SendActAsync("starts/pause", new { model = Model, reason = "A defect" });
        var shown = await admin.ReadAsync("starts");
        var resumed = await admin.SendActAsync("starts/resume", null);
        var ended = await admin.SendActAsync("starts/resume", new { model = Model, reason = "It is repaired" });

        Assert.Equal(HttpStatusCode.OK, paused.Status);
        Assert.Equal([(null, "An incident"), (Model, "A defect")], Pauses(shown));
        Assert.Equal(
            await app.QueryAsync<Guid>("select id from owners where subject = 'operator'"),
            shown.GetProperty("paused")[0].GetProperty("pausedBy").GetGuid());
        Assert.Equal([(Model, "A defect")], Pauses(resumed.Body));
        Assert.Empty(Pauses(ended.Body));
    }

    [Fact]
    public async Task The_readiness_check_shows_a_pause_and_submits_are_accepted()
    {
        using var owner = app.ClientOf("ann");
        await admin.SendActAsync("starts/pause", new { model = Model, reason = "A defect" });

        using var submitted = await owner.PostAsync("/api/v1/generations", new StringContent(
            """{"mode":"imagine","prompt":"a den"}""", null, "application/json"));

        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        Assert.Equal(
            """{"status":"ok","startsPaused":true}""", await app.Http.GetStringAsync("/api/health/ready"));
        Assert.Equal("""{"status":"ok"}""", await app.Http.GetStringAsync("/api/health"));
        Assert.Equal(1, (await admin.ReadAsync("starts")).GetProperty("waiting").GetInt32());
        await admin.SendActAsync("starts/resume", new { model = Model });
        Assert.Equal("""{"status":"ok"}""", await app.Http.GetStringAsync("/api/health/ready"));
    }

    [Theory]
    [InlineData("starts/pause", "{}", "reason")]
    [InlineData("starts/pause", """{"model":"unknown/model","reason":"a test"}""", "model")]
    [InlineData("starts/pause", """{"model":7,"reason":"","why":"x"}""", "model", "reason", "why")]
    [InlineData("starts/resume", """{"models":[]}""", "models")]
    [InlineData("predictions/0199d3a0-70aa-7c55-8f21-6b3d9e0c4a12/redrive", """{"why":"x"}""", "why")]
    public async Task An_invalid_body_is_reported_by_field_and_leaves_no_act(
        string path, string json, params string[] fields)
    {
        var (status, body) = await admin.SendActAsync(path, JsonDocument.Parse(json).RootElement);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(fields, body.InvalidFields());
        Assert.Empty((await admin.ReadAsync("acts")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Acts_are_listed_newest_first_page_by_page()
    {
        foreach (var path in new[] { "starts/pause", "starts/resume", "starts/pause", "starts/resume" })
            await admin.SendActAsync(path, new { reason = "a test" });
        await admin.SendActAsync("sweeps?dryRun=false", null);
        await admin.SendActAsync("sweeps?dryRun=true", null);

        var first = await admin.ReadAsync("acts?limit=3");
        var second = await admin.ReadAsync($"acts?limit=3&cursor={first.GetProperty("nextCursor").GetString()}");

        Assert.Equal(["sweep_storage", "resume_starts", "pause_starts"], Acts(first));
        Assert.Equal(["resume_starts", "pause_starts"], Acts(second));
        Assert.Equal(["pause_starts", "pause_starts"], Acts(await admin.ReadAsync("acts?act=pause_starts&target=all")));
    }

    private static IEnumerable<string?> Acts(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(act => act.GetProperty("act").GetString());

    private static IEnumerable<(string? Model, string? Reason)> Pauses(JsonElement starts) =>
        starts.GetProperty("paused").EnumerateArray().Select(pause =>
            (pause.GetProperty("model").GetString(), pause.GetProperty("reason").GetString()));
}
