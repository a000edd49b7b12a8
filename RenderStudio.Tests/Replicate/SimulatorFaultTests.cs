using System.Text.Json.Nodes;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>Transport faults of the simulator, and the list that shows which runs were accepted.</summary>
public sealed class SimulatorFaultTests(SimulatorProcess simulator) : IAsyncLifetime
{
    private SimulatorUser user = null!;

    public async ValueTask InitializeAsync() => user = new SimulatorUser(await simulator.AddressAsync());

    [Theory]
    [InlineData(500, "application/problem+json")]
    [InlineData(502, "text/html")]
    public async Task A_create_call_can_fail_and_create_nothing(int status, string contentType)
    {
        await user.SetAsync(new { createErrorRate = 1, createErrorStatus = status });

        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/predictions")
        {
            Content = new StringContent(user.Request().ToJsonString()),
        };
        using var response = await user.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await ListedAsync());
    }

    [Fact]
    public async Task A_connection_can_be_reset_after_the_prediction_was_created()
    {
        await user.SetAsync(new { acceptThenDropRate = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => user.CreateAsync());

        await user.BecomesAsync((string)Assert.Single(await ListedAsync())!["id"]!, "succeeded");
    }

    [Fact]
    public async Task A_create_call_can_fail_although_the_prediction_was_created()
    {
        await user.SetAsync(new { acceptThenErrorRate = 1 });

        Assert.Equal(500, (await user.CreateAsync()).Status);

        Assert.Single(await ListedAsync());
    }

    [Fact]
    public async Task Responses_can_hold_odd_values_that_the_audit_names_and_the_seed_reproduces()
    {
        using var another = new SimulatorUser(user.Address);
        var reported = new List<IReadOnlyList<string>>();
        foreach (var someone in new[] { user, another })
        {
            // The random numbers of create calls with these settings.
            await someone.SetAsync(new { seed = 11 });
            var id = (await someone.CreateAsync()).Id;
            // Reading would not do: each response draws a random number.
            await Eventually.BecomesTrueAsync(
                async () => (string?)(await someone.AuditAsync(id))["status"] == "succeeded");
            await someone.SetAsync(new { oddAnswerRate = 1, seed = 11 });
            var texts = new HashSet<string>();
            for (var read = 0; read < 300; read++)
                texts.Add(await someone.DownloadTextAsync($"v1/predictions/{id}"));
            Assert.InRange(texts.Count, 60, 300);
            Assert.Contains(texts, text => text.Contains("\"odd\\u0000text\"", StringComparison.Ordinal));
            Assert.Contains(texts, text => text.Contains(":1e400", StringComparison.Ordinal));
            Assert.Contains("no json", texts);
            reported.Add([.. (await someone.AuditAsync(id))["oddAnswers"]!.AsArray().Select(one => (string)one!)]);
        }

        Assert.Equal(reported[0], reported[1]);
        Assert.Equal(300, reported[0].Count);
        Assert.All(reported[0], one => Assert.StartsWith("read: ", one));
        foreach (var field in (string[])["id", "status", "output", "completed_at", "input", "webhook", "error", "body"])
            Assert.Contains(reported[0], one => one.StartsWith($"read: {field}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_seed_causes_the_same_faults()
    {
        using var another = new SimulatorUser(user.Address);
        foreach (var someone in new[] { user, another })
            await someone.SetAsync(new { createErrorRate = 0.5, seed = 7 });

        var (mine, theirs) = (new List<int>(), new List<int>());
        for (var call = 0; call < 12; call++)
        {
            mine.Add((await user.CreateAsync()).Status);
            theirs.Add((await another.CreateAsync()).Status);
        }

        Assert.Equal(mine, theirs);
        Assert.InRange(mine.Count(s => s == 500), 1, 11);
    }

    [Fact]
    public async Task Reads_can_fail()
    {
        var created = await user.FinishAsync();
        await user.SetAsync(new { readErrorRate = 1 });

        Assert.Equal(502, (await user.ReadAsync(created.Id)).Status);
    }

    [Fact]
    public async Task A_body_can_be_truncated()
    {
        var created = await user.FinishAsync();
        await user.SetAsync(new { truncatedJsonRate = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => user.ReadAsync(created.Id));
    }

    [Fact]
    public async Task The_list_has_a_hundred_to_a_page_newest_first()
    {
        await user.SetAsync(new { coldBootMs = 60_000 });
        var ids = new List<string>();
        for (var n = 0; n < 103; n++)
            ids.Add((await user.CreateAsync()).Id);
        ids.Reverse();

        var first = (await user.GetAsync("v1/predictions")).Json;
        var next = new Uri((string)first["next"]!);
        var second = (await user.GetAsync(next.PathAndQuery)).Json;

        Assert.Equal(user.Address.Authority, next.Authority);
        Assert.Null(first["previous"]);
        Assert.Null(second["next"]);
        Assert.Equal(ids[..100], Ids(first));
        Assert.Equal(ids[100..], Ids(second));
        Assert.Equal(ids[..100], Ids((await user.GetAsync(new Uri((string)second["previous"]!).PathAndQuery)).Json));
    }

    [Fact]
    public async Task The_list_takes_times_after_inclusive_and_before_exclusive()
    {
        var (first, second) = (await user.CreateAsync(), await user.CreateAsync());
        var since = (string)(await user.AuditAsync(second.Id))["createdAt"]!;

        var after = (await user.GetAsync($"v1/predictions?created_after={Uri.EscapeDataString(since)}")).Json;
        var before = (await user.GetAsync($"v1/predictions?created_before={Uri.EscapeDataString(since)}")).Json;

        Assert.Equal([second.Id], Ids(after));
        Assert.Equal([first.Id], Ids(before));
        Assert.Equal(400, (await user.GetAsync("v1/predictions?created_after=yesterday")).Status);
        Assert.Equal(400, (await user.GetAsync("v1/predictions?cursor=nonsense!")).Status);
    }

    [Fact]
    public async Task The_list_shows_webhooks_unless_a_setting_hides_them()
    {
        await user.CreateAsync(null, "http://127.0.0.1:9/hook?prediction=1", "completed");
        Assert.Equal("http://127.0.0.1:9/hook?prediction=1", (string?)(await ListedAsync())[0]!["webhook"]);

        await user.SetAsync(new { listOmitsWebhook = true });

        Assert.Null((await ListedAsync())[0]!["webhook"]);
    }

    private async Task<JsonArray> ListedAsync() => (await user.GetAsync("v1/predictions")).Json["results"]!.AsArray();

    private static string[] Ids(JsonNode page) => [.. page["results"]!.AsArray().Select(p => (string)p!["id"]!)];

    public ValueTask DisposeAsync()
    {
        user.Dispose();
        return ValueTask.CompletedTask;
    }
}
