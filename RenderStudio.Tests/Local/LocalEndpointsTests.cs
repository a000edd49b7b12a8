using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Queues;
using Dapper;
using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Local;

public sealed class LocalEndpointsTests(LocalEndpointsTests.OwnStudio own)
    : IClassFixture<LocalEndpointsTests.OwnStudio>
{
    private readonly StudioProcess studio = own.Process;

    [Fact]
    public async Task The_studio_reports_the_addresses_of_its_parts()
    {
        var status = await studio.StatusAsync();

        Assert.Equal(studio.Address, status.StudioUrl);
        Assert.Equal([1, 2], status.Instances.Select(instance => instance.Number));
        var hosts = ProcessTree.Below(studio.Pid);
        Assert.All(status.Instances, instance => Assert.Contains(instance.HostPid, hosts));
        Assert.All(status.Instances, instance => Assert.Contains(instance.Pid, ProcessTree.Below(instance.HostPid)));
        Assert.True(Directory.Exists(status.DataFolder));
    }

    [Theory]
    [InlineData("studio", "free", "studio")]
    [InlineData("free", "free", null)]
    [InlineData("studio", null, null)]
    public async Task A_token_moves_its_user_to_the_requested_plan(string expected, string? first, string? second)
    {
        var user = $"user-{Guid.NewGuid():n}";
        await studio.TokenAsync(user, first);
        await studio.TokenAsync(user, second);

        await using var database = new NpgsqlConnection((await studio.StatusAsync()).Postgres);
        var plan = await database.QuerySingleAsync<string>("select plan from owners where subject = @user", new { user });
        Assert.Equal(expected, plan);
    }

    [Theory]
    [InlineData("""{"plan":"free"}""", 422, "'user'")]
    [InlineData("""{"user":null}""", 422, "'user'")]
    [InlineData("""{"user":""}""", 422, "'user'")]
    [InlineData("""{"user":5}""", 422, "'user'")]
    [InlineData("""{"user":"a\u0000b"}""", 422, "'user'")]
    [InlineData("""{"user":"\ud800"}""", 422, "'user'")]
    [InlineData("""{"user":"a","plan":"gold"}""", 422, "free, pro, studio")]
    [InlineData("""{"user":"a","plan":"Free"}""", 422, "'plan'")]
    [InlineData("""{"user":"a","plan":""}""", 422, "'plan'")]
    [InlineData("""{"user":"a","plan":["free"]}""", 422, "'plan'")]
    [InlineData("""{"user":"a","Plan":"free"}""", 422, "'Plan'")]
    [InlineData("""{"user":"a","roles":"admin"}""", 422, "'roles'")]
    [InlineData("""{"user":"a","roles":[5]}""", 422, "'roles'")]
    [InlineData("""{"user":"a","roles":["\ud800"]}""", 422, "'roles'")]
    [InlineData("""{"user":"a","user":"b"}""", 400, "JSON")]
    [InlineData("""["a"]""", 400, "JSON")]
    [InlineData("null", 400, "JSON")]
    [InlineData("""{"user":""", 400, "JSON")]
    [InlineData("", 400, "JSON")]
    public async Task An_invalid_token_request_is_answered_with_a_problem_that_names_the_field(
        string body, int status, string named)
    {
        using var content = new StringContent(body, null, "application/json");

        using var answer = await studio.Local.PostAsync("/local/tokens", content);

        Assert.Equal(status, (int)answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains(named, problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("admin", HttpStatusCode.OK)]
    [InlineData("editor", HttpStatusCode.Forbidden)]
    public async Task A_token_has_the_roles_that_were_requested(string role, HttpStatusCode expected)
    {
        using var issued = await studio.Local.PostAsJsonAsync(
            "/local/tokens", new { user = "ann", roles = new[] { role } });
        var token = (await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
        using var client = studio.Client(token);

        await Eventually.BecomesAsync(
            () => client.GetAsync("/api/v1/admin/starts"), answer => answer.StatusCode == expected);
    }

    [Fact]
    public async Task A_user_name_is_as_long_as_the_app_accepts_it()
    {
        using var client = studio.Client(await studio.TokenAsync(new string('u', 255)));
        // Another test may just have restarted the database.
        await Eventually.BecomesAsync(
            () => client.GetAsync("/api/v1/usage"), answer => answer.StatusCode == HttpStatusCode.OK);

        using var longer = await studio.Local.PostAsJsonAsync("/local/tokens", new { user = new string('u', 256) });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, longer.StatusCode);
    }

    [Fact]
    public async Task The_studio_reports_the_token_of_the_simulator()
    {
        using var replicate = await ReplicateAsync();
        var status = await studio.Local.GetFromJsonAsync<JsonElement>("/local");
        Assert.Equal(HttpStatusCode.Unauthorized, (await replicate.GetAsync("/v1/account")).StatusCode);

        replicate.DefaultRequestHeaders.Authorization =
            new("Bearer", status.GetProperty("replicateToken").GetString());

        Assert.Equal(HttpStatusCode.OK, (await replicate.GetAsync("/v1/account")).StatusCode);
    }

    [Fact]
    public async Task Settings_of_the_simulator_can_be_reset()
    {
        using var replicate = await ReplicateAsync();
        var before = await replicate.GetStringAsync("/_sim/settings");
        var change = new { failRate = 1, overrides = new[] { new { promptContains = "oak", predictMs = 7 } } };
        (await replicate.PutAsJsonAsync("/_sim/settings", change)).EnsureSuccessStatusCode();
        Assert.NotEqual(before, await replicate.GetStringAsync("/_sim/settings"));

        using var answer = await replicate.DeleteAsync("/_sim/settings");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(before, await answer.Content.ReadAsStringAsync());
        Assert.Equal(before, await replicate.GetStringAsync("/_sim/settings"));
    }

    [Theory]
    [InlineData("POST", "/local/functions/Nothing")]
    [InlineData("POST", "/local/instances/3/kill")]
    [InlineData("POST", "/local/instances/1/tickle")]
    [InlineData("POST", "/local/services/redis/kill")]
    [InlineData("POST", "/local/services/postgres/stop")]
    [InlineData("GET", "/local/queues")]
    [InlineData("GET", "/local/nothing")]
    public async Task Unknown_names_are_answered_with_a_problem(string method, string path)
    {
        using var answer = await studio.Local.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("not_found", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Host", "studio.example.com")]
    [InlineData("Origin", "https://evil.example.com")]
    [InlineData("Origin", "null")]
    public async Task A_request_through_a_tunnel_or_from_another_site_is_answered_404(string header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/local");
        request.Headers.TryAddWithoutValidation(header, value);

        using var answer = await studio.Local.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public Task A_timer_function_runs_on_request() => PostAsync("/local/functions/ReconcilePredictions");

    [Fact]
    public async Task A_token_gives_access_to_the_app()
    {
        using var client = await studio.ClientAsync();

        using var answer = await client.GetAsync("/api/v1/renders");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_killed_instance_is_not_ready_until_it_restarts_and_the_studio_keeps_running()
    {
        var before = (await studio.StatusAsync()).Instances[1];

        await PostAsync("/local/instances/2/kill");
        Assert.False((await studio.StatusAsync()).Ready);

        var back = await Eventually.BecomesAsync(studio.StatusAsync, status => status.Ready);
        Assert.NotEqual((before.Pid, before.HostPid), (back.Instances[1].Pid, back.Instances[1].HostPid));
        await Eventually.BecomesTrueAsync(() => !ProcessTree.AnyLives([before.Pid, before.HostPid]));
        Assert.False(studio.Exited.IsCompleted);
    }

    [Fact]
    public async Task A_frozen_instance_is_not_ready_until_it_is_resumed()
    {
        await PostAsync("/local/instances/1/stop");
        Assert.False((await studio.StatusAsync()).Ready);

        await PostAsync("/local/instances/1/continue");

        await Eventually.BecomesAsync(studio.StatusAsync, status => status.Ready);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("azurite")]
    public async Task A_killed_service_stays_down_until_it_is_restarted(string service)
    {
        await PostAsync($"/local/services/{service}/kill");
        Assert.False((await studio.StatusAsync()).Ready);

        await PostAsync($"/local/services/{service}/restart");

        await Eventually.BecomesAsync(studio.StatusAsync, status => status.Ready);
        Assert.False(studio.Exited.IsCompleted);
    }

    [Fact]
    public async Task Queues_can_be_emptied()
    {
        var queue = new QueueClient((await studio.StatusAsync()).Storage, "emptied");
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("hint");

        using var answer = await studio.Local.DeleteAsync("/local/queues");

        answer.EnsureSuccessStatusCode();
        Assert.Empty((await queue.PeekMessagesAsync(1)).Value);
    }

    private async Task<HttpClient> ReplicateAsync() =>
        new(new SocketsHttpHandler()) { BaseAddress = (await studio.StatusAsync()).ReplicateUrl };

    private async Task PostAsync(string path)
    {
        using var answer = await studio.Local.PostAsync(path, null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>These tests kill processes, so they do not use the shared studio.</summary>
    public sealed class OwnStudio : IAsyncLifetime
    {
        public StudioProcess Process { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Process = await StudioProcess.StartAsync("--ephemeral", "--instances", "2");

        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
