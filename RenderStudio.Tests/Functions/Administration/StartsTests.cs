using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Administration;

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
        var resumed = await admin.SendActAsync("starts/resume", new { reason = "The incident is over" });
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
        await admin.SendActAsync("starts/resume", new { model = Model, reason = "It is repaired" });
        Assert.Equal("""{"status":"ok"}""", await app.Http.GetStringAsync("/api/health/ready"));
    }

    [Theory]
    [InlineData("starts/pause", "{}", "reason")]
    [InlineData("starts/pause", """{"model":"unknown/model","reason":"a test"}""", "model")]
    [InlineData("starts/pause", """{"model":7,"reason":"","why":"x"}""", "model", "reason", "why")]
    [InlineData("starts/resume", """{"models":[]}""", "models", "reason")]
    [InlineData("predictions/0199d3a0-70aa-7c55-8f21-6b3d9e0c4a12/redrive", """{"why":"x"}""", "reason", "why")]
    [InlineData("sweeps", """{"reason":7}""", "reason")]
    [InlineData("sweeps?dryRun=false", """{"why":"x"}""", "reason", "why")]
    public async Task An_invalid_body_is_reported_by_field_and_leaves_no_act(
        string path, string json, params string[] fields)
    {
        var (status, body) = await admin.SendActAsync(path, JsonDocument.Parse(json).RootElement);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(fields, body.InvalidFields());
        Assert.Empty((await admin.ReadAsync("acts")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("starts/pause")]
    [InlineData("starts/resume")]
    [InlineData("sweeps?dryRun=false")]
    [InlineData("predictions/0199d3a0-70aa-7c55-8f21-6b3d9e0c4a12/redrive")]
    [InlineData("owners/0199d3a0-70aa-7c55-8f21-6b3d9e0c4a12/credits")]
    public async Task An_act_without_a_reason_is_rejected_and_has_no_effect(string path)
    {
        await admin.SendActAsync("starts/pause", new { model = Model, reason = "It must remain" });
        var before = await admin.ReadAsync("acts");

        foreach (var reason in (string?[])[null, "", " \n\t", new('x', 501)])
        {
            var credits = path.EndsWith("credits", StringComparison.Ordinal) ? (int?)5 : null;
            var sent = JsonSerializer.SerializeToElement(new { credits, reason }, WithoutNulls);
            var (status, body) = await admin.SendActAsync(path, sent, "a-key");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Equal("validation_failed", body.GetProperty("code").GetString());
            Assert.Equal(["reason"], body.InvalidFields());
        }

        Assert.Equal([(Model, "It must remain")], Pauses(await admin.ReadAsync("starts")));
        Assert.Equal($"{before}", $"{await admin.ReadAsync("acts")}");
    }

    [Theory]
    [InlineData("starts/pause")]
    [InlineData("starts/resume")]
    [InlineData("sweeps?dryRun=false")]
    [InlineData("predictions/0199d3a0-70aa-7c55-8f21-6b3d9e0c4a12/redrive")]
    public async Task An_act_without_a_body_reports_the_missing_reason(string path)
    {
        var (status, body) = await admin.SendActAsync(path, null);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "reason"), (status, Assert.Single(body.InvalidFields())));
    }

    [Fact]
    public async Task Acts_are_listed_newest_first_page_by_page()
    {
        foreach (var path in new[] { "starts/pause", "starts/resume", "starts/pause", "starts/resume" })
            await admin.SendActAsync(path, new { reason = "a test" });
        await admin.SendActAsync("sweeps?dryRun=false", new { reason = "a test" });
        await admin.SendActAsync("sweeps?dryRun=true", null);

        var first = await admin.ReadAsync("acts?limit=3");
        var second = await admin.ReadAsync($"acts?limit=3&cursor={first.GetProperty("nextCursor").GetString()}");

        Assert.Equal(["sweep_storage", "resume_starts", "pause_starts"], Acts(first));
        Assert.Equal(["resume_starts", "pause_starts"], Acts(second));
        Assert.Equal(["pause_starts", "pause_starts"], Acts(await admin.ReadAsync("acts?act=pause_starts&target=all")));
    }

    private static JsonSerializerOptions WithoutNulls { get; } =
        new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static IEnumerable<string?> Acts(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(act => act.GetProperty("act").GetString());

    private static IEnumerable<(string? Model, string? Reason)> Pauses(JsonElement starts) =>
        starts.GetProperty("paused").EnumerateArray().Select(pause =>
            (pause.GetProperty("model").GetString(), pause.GetProperty("reason").GetString()));
}
