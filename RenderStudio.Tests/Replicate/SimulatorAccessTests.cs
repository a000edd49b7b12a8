using System.Net.Http.Json;
using System.Text.Json.Nodes;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>Authentication and rate limits of the simulator.</summary>
public sealed class SimulatorAccessTests(SimulatorProcess simulator) : IAsyncLifetime
{
    private SimulatorUser user = null!;

    public async ValueTask InitializeAsync() => user = new SimulatorUser(await simulator.AddressAsync());

    [Theory]
    [InlineData("Bearer r8_x", 200)]
    [InlineData("Token r8_x", 200)]
    [InlineData("Basic r8_x", 401)]
    [InlineData("Bearer ", 401)]
    [InlineData(null, 401)]
    public async Task The_Bearer_and_Token_schemes_are_accepted(string? authorization, int status)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = user.Address };
        if (authorization is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        var answer = await SimulatorAnswer.ReadAsync(await client.GetAsync("v1/account"));

        Assert.Equal(status, answer.Status);
        if (status == 401)
            Assert.Equal("You did not pass a valid authentication token", answer.Detail);
    }

    [Fact]
    public async Task A_simulator_with_a_token_accepts_only_this_token()
    {
        await using var alone = await SimulatorProcess.StartAsync("--port", "0", "--token", "r8_right");
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = alone.Address };

        client.DefaultRequestHeaders.Authorization = new("Bearer", "r8_wrong");
        Assert.Equal(401, (int)(await client.GetAsync("v1/account")).StatusCode);

        client.DefaultRequestHeaders.Authorization = new("Bearer", "r8_right");
        Assert.Equal(200, (int)(await client.GetAsync("v1/account")).StatusCode);
    }

    [Fact]
    public async Task One_account_does_not_see_the_predictions_of_another()
    {
        using var other = new SimulatorUser(user.Address);
        var created = await user.CreateAsync();

        Assert.Equal(404, (await other.ReadAsync(created.Id)).Status);
        Assert.Equal(404, (await other.CancelAsync(created.Id)).Status);
        Assert.Empty((await other.GetAsync("v1/predictions")).Json["results"]!.AsArray());
    }

    [Fact]
    public async Task The_record_of_a_prompt_lists_its_runs_with_their_status_and_no_others()
    {
        using var other = new SimulatorUser(user.Address);
        var (own, _) = (await user.FinishAsync(), await other.CreateAsync());

        var record = (await user.GetAsync($"_sim/predictions?prompt={user.Prompt[5..]}")).Json["items"]!.AsArray();

        Assert.Equal((own.Id, "succeeded"), ((string)record.Single()!["id"]!, (string?)record.Single()!["status"]));
    }

    [Fact]
    public async Task An_empty_bucket_of_create_calls_reports_when_it_refills()
    {
        await user.SetAsync(new { rateLimitPerMinute = 2 });

        Assert.Equal(201, (await user.CreateAsync()).Status);
        Assert.Equal(201, (await user.CreateAsync()).Status);
        var throttled = await user.CreateAsync();

        Assert.Equal(429, throttled.Status);
        Assert.Matches(@"^Request was throttled\. Your rate limit resets in ~\d+s\.$", throttled.Detail);
        Assert.Null(throttled.Json["retry_after"]);
        Assert.Null(throttled.Headers.RetryAfter);
        Assert.Equal(2, (await user.GetAsync("v1/predictions")).Json["results"]!.AsArray().Count);
    }

    [Fact]
    public async Task With_little_credit_there_are_six_calls_a_minute_one_at_a_time()
    {
        await user.SetAsync(new { lowCredit = true, retryAfterHeader = true });

        Assert.Equal(201, (await user.CreateAsync()).Status);
        var throttled = await user.CreateAsync();

        Assert.Equal(429, throttled.Status);
        Assert.Contains("reduced to 6 requests per minute with a burst of 1 requests", throttled.Detail);
        var seconds = (int)throttled.Json["retry_after"]!;
        Assert.InRange(seconds, 1, 10);
        Assert.Equal(TimeSpan.FromSeconds(seconds), throttled.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Without_credit_nothing_is_created()
    {
        await user.SetAsync(new { insufficientCredit = true });

        var refused = await user.CreateAsync();

        Assert.Equal((402, "Insufficient credit"), (refused.Status, (string?)refused.Json["title"]));
        Assert.Empty((await user.GetAsync("v1/predictions")).Json["results"]!.AsArray());
    }

    [Fact]
    public async Task Responses_report_the_remaining_limits()
    {
        var created = await user.CreateAsync();
        var read = await user.ReadAsync(created.Id);

        Assert.Equal(["599"], created.Headers.GetValues("ratelimit-remaining"));
        Assert.Equal(["2999"], read.Headers.GetValues("ratelimit-remaining"));
        Assert.Equal(["1"], read.Headers.GetValues("ratelimit-reset"));
    }

    [Fact]
    public async Task An_unknown_setting_and_a_value_out_of_range_are_rejected_by_name()
    {
        var unknown = await user.PutSettingsAsync(new JsonObject { ["coldBoot"] = 5 });
        var range = await user.PutSettingsAsync(new JsonObject { ["failRate"] = 1.5 });
        var type = await user.PutSettingsAsync(new JsonObject
        {
            ["overrides"] = new JsonArray(
            new JsonObject { ["promptContains"] = user.Prompt, ["predictMs"] = "long" })
        });

        Assert.Equal([422, 422, 422], [unknown.Status, range.Status, type.Status]);
        Assert.Equal("coldBoot", unknown.InvalidFields.Single().Field);
        Assert.Equal("failRate", range.InvalidFields.Single().Field);
        Assert.Equal("overrides.predictMs", type.InvalidFields.Single().Field);
    }

    [Theory]
    [InlineData("""{"advanceSecond":5}""", 422, "advanceSecond")]
    [InlineData("""{"advanceSeconds":-1}""", 422, "advanceSeconds")]
    [InlineData("""{"advanceSeconds":"5"}""", 422, "advanceSeconds")]
    [InlineData("""{"advanceSeconds":1e400}""", 422, "advanceSeconds")]
    [InlineData("{}", 422, "advanceSeconds")]
    [InlineData("[5]", 400, "JSON")]
    [InlineData("", 400, "JSON")]
    public async Task An_invalid_change_of_the_clock_is_refused_by_name(string body, int status, string named)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "_sim/clock") { Content = new StringContent(body) };

        using var answer = await user.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Settings_are_merged_and_shown_whole()
    {
        await user.SetAsync(new { predictMs = 7 });
        var before = (await user.GetAsync("_sim/settings")).Json;

        var merged = (await user.PutSettingsAsync(new JsonObject { ["webhookTimeoutMs"] = 10_000 })).Json;

        Assert.Equal(1, (int)merged["seed"]!);
        Assert.Equal(before["coldBootMs"]!.GetValue<int>(), merged["coldBootMs"]!.GetValue<int>());
        var own = merged["overrides"]!.AsArray().Single(o => (string?)o!["promptContains"] == user.Prompt)!;
        Assert.Equal(7, (int)own["predictMs"]!);
    }

    [Theory]
    [InlineData("Host", "replicate.example.com")]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Origin", "null")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    public async Task Foreign_host_names_reach_the_API_and_the_files_but_not_the_controls(string header, string value)
    {
        await user.SetAsync(new { predictMs = 7 });
        foreach (var (method, path) in ((HttpMethod, string)[])[
            (HttpMethod.Get, "/_sim/predictions"), (HttpMethod.Get, "/_sim/settings"),
            (HttpMethod.Put, "/_sim/settings"), (HttpMethod.Put, "/_SIM/settings"),
            (HttpMethod.Delete, "/_sim/settings"),
            (HttpMethod.Put, "/%5Fsim/settings"), (HttpMethod.Post, "/_sim/clock"), (HttpMethod.Get, "/_sim/unknown")])
            Assert.Equal(404, await StatusAsync(method, path, header, value));

        var overrides = (await user.GetAsync("_sim/settings")).Json["overrides"]!.AsArray();
        Assert.Contains(overrides, one => (string?)one!["promptContains"] == user.Prompt);
        Assert.Equal(200, await StatusAsync(HttpMethod.Get, "/v1/predictions", header, value));
        var output = (string)(await user.FinishAsync()).Json["output"]![0]!;
        Assert.Equal(200, await StatusAsync(HttpMethod.Get, output, header, value));
    }

    /// <summary>Sends a body that would reset the user's own settings.</summary>
    private async Task<int> StatusAsync(HttpMethod method, string target, string header, string value)
    {
        var own = new JsonObject { ["promptContains"] = user.Prompt };
        using var request = new HttpRequestMessage(method, target);
        if (method != HttpMethod.Get)
            request.Content = JsonContent.Create(new JsonObject { ["overrides"] = new JsonArray(own) });
        request.Headers.Add(header, value);
        using var answer = await user.SendAsync(request);
        return (int)answer.StatusCode;
    }

    public ValueTask DisposeAsync()
    {
        user.Dispose();
        return ValueTask.CompletedTask;
    }
}
