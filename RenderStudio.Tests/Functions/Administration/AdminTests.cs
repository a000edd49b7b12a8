using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Administration;

/// <summary>The endpoints for operators.</summary>
public sealed class AdminTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("""["reader", "admin"]""")]
    [InlineData("\"admin\"")]
    public async Task An_operator_redrives_a_prediction(string roles)
    {
        using var owner = shared.App.ClientOf($"owner-{Guid.NewGuid():n}");
        using var submitted = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a den" });
        var generation = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var prediction = await shared.App.QueryAsync<Guid>(
            "update predictions set lease_expiries = 2 where generation_id = @generation returning id", new { generation });

        using var answer = await RedriveAsync(prediction.ToString(), roles);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var redrive = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(prediction, redrive.GetProperty("predictionId").GetGuid());
        Assert.Equal(generation, redrive.GetProperty("generationId").GetGuid());
        Assert.Equal("pending", redrive.GetProperty("status").GetString());
        Assert.True(redrive.GetProperty("redriven").GetBoolean());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[]")]
    [InlineData("""["administrator", "Admin", 7]""")]
    [InlineData("""{"admin": true}""")]
    public async Task A_caller_without_the_role_gets_a_problem_that_names_the_role_only(string? roles)
    {
        using var answer = await RedriveAsync(Guid.NewGuid().ToString(), roles);
        using var malformed = await RedriveAsync("not-an-id", roles);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("forbidden", await CodeAsync(answer));
        Assert.Equal(HttpStatusCode.Forbidden, malformed.StatusCode);
    }

    [Fact]
    public async Task A_dry_run_reports_to_the_operator_what_the_sweeps_would_find()
    {
        using var answer = await PostAsync("sweeps?dryRun=true", "\"admin\"");
        using var wrong = await PostAsync("sweeps?dryRun=perhaps", "\"admin\"");
        using var withoutRole = await PostAsync("sweeps", null);

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(body.GetProperty("dryRun").GetBoolean());
        Assert.Equal(0, body.GetProperty("sweeps").GetProperty("old records").GetProperty("removed").GetInt32());
        Assert.True(body.GetProperty("sweeps").TryGetProperty("files without a row", out _));
        Assert.True(body.GetProperty("sweeps").TryGetProperty("rows without a file", out _));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, withoutRole.StatusCode);
    }

    [Theory]
    [InlineData("sweeps", 1)]
    [InlineData("sweeps?dryRun=true", 1)]
    [InlineData("sweeps?dryRun=false", 0)]
    public async Task Rows_are_removed_only_on_request(string path, int left)
    {
        var queue = $"{Guid.NewGuid()}";
        await shared.App.QueryAsync<int>(
            """
            insert into rejected_messages (queue, body, reason, received_at)
            values (@queue, '', 'unreadable', now() - interval '40 days')
            """, new { queue });

        using var answer = await PostAsync(path, "\"admin\"");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(left, await shared.App.QueryAsync<int>(
            "select count(*)::int from rejected_messages where queue = @queue", new { queue }));
    }

    [Fact]
    public async Task An_unknown_prediction_is_not_found()
    {
        using var unknown = await RedriveAsync(Guid.NewGuid().ToString(), "\"admin\"");
        using var anonymous = await shared.App.Http.PostAsync(
            $"/api/v1/admin/predictions/{Guid.NewGuid()}/redrive", null);

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
    }

    [Fact]
    public async Task A_removed_role_is_effective_from_the_next_token()
    {
        using var before = await RedriveAsync(Guid.NewGuid().ToString(), "\"admin\"", "operator");
        using var after = await RedriveAsync(Guid.NewGuid().ToString(), null, "operator");

        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
    }

    private Task<HttpResponseMessage> RedriveAsync(string id, string? roles, string subject = "admin-test") =>
        PostAsync($"predictions/{id}/redrive", roles, subject);

    private async Task<HttpResponseMessage> PostAsync(string path, string? roles, string subject = "admin-test")
    {
        var claims = new JsonObject { ["sub"] = subject };
        if (roles is not null)
            claims["roles"] = JsonNode.Parse(roles);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/admin/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.Hs256(claims));
        request.Content = JsonContent.Create(new { reason = "a test" });
        return await shared.App.Http.SendAsync(request);
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
