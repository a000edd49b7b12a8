using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

public sealed class QueryParameterTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;

    public ValueTask InitializeAsync()
    {
        owner = app.ClientOf($"query-{Guid.NewGuid()}");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_unknown_parameter_is_an_error_of_every_endpoint_that_requires_a_token()
    {
        var tried = 0;
        foreach (var route in app.RoutesAt(Guid.NewGuid())
            .Where(route => route.RequiresToken() && !route.IsForOperators() && route.Method != "HEAD"))
        {
            using var request = route.Request("?colour=red&isPublik=true");
            request.Content = route.Method == "GET" ? null : JsonContent.Create(new { isPublic = true });

            using var answer = await owner.SendAsync(request);

            Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{route}: {answer.StatusCode}");
            Assert.Equal(["colour", "isPublik"], await ErrorsAsync(answer));
            tried++;
        }

        Assert.True(tried >= 20, $"Only {tried} requests were made.");
    }

    [Theory]
    [InlineData("renders", "mode=redesign&mode=staging", "mode")]
    [InlineData("renders", "favorite=true&favorite=true", "favorite")]
    [InlineData("renders", "q=oak&Q=walnut", "q")]
    [InlineData("renders", "mode=&mode=redesign", "mode")]
    [InlineData("renders", "from=2026-11-21&from=2026-11-22", "from")]
    [InlineData("renders", "cursor=a&cursor=b", "cursor")]
    [InlineData("generations", "status=pending&status=failed", "status")]
    [InlineData("generations", "limit=5&limit=6", "limit")]
    [InlineData("storage/assets", "kind=input&kind=avatar", "kind")]
    [InlineData("generations/0193d2a0-0000-7000-8000-000000000000/events", "after=1&after=2", "after")]
    public async Task A_repeated_parameter_is_reported_by_name(string list, string query, string name)
    {
        using var answer = await owner.GetAsync($"/api/v1/{list}?{query}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal([name], (await ErrorsAsync(answer)).Select(error => error.ToLowerInvariant()));
    }

    [Fact]
    public async Task Unknown_repeated_and_invalid_parameters_are_reported_together()
    {
        using var answer = await owner.GetAsync("/api/v1/renders?colour=red&style=japandi&style=japandi&limit=0");

        Assert.Equal(["colour", "limit", "style"], await ErrorsAsync(answer));
    }

    [Fact]
    public async Task The_problem_of_an_unknown_parameter_lists_the_known_ones()
    {
        using var answer = await owner.GetAsync("/api/v1/generations?state=pending");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("state: Is not a parameter of this request. Known: status, mode, cursor, limit.",
            problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("/api/health")]
    [InlineData("/api/health/ready")]
    [InlineData("/api/v1/me/erasures/0193d2a0-0000-7000-8000-000000000000")]
    [InlineData("/api/v1/assets/uploads/0193d2a0-0000-7000-8000-000000000000")]
    [InlineData("/api/v1/assets/renders/0193d2a0-0000-7000-8000-000000000000/0.webp")]
    public async Task An_anonymous_endpoint_ignores_parameters_that_proxies_and_pages_add(string path)
    {
        using var plain = await app.Http.GetAsync(path);
        using var answer = await app.Http.GetAsync($"{path}?fbclid=x&utm_source=y&utm_source=z");

        Assert.Equal(plain.StatusCode, answer.StatusCode);
        Assert.NotEqual(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Theory]
    [InlineData("from", "2026-11-21T09:30:00+10:00")]
    [InlineData("to", "2026-11-21T09:30:00.25+10:00")]
    [InlineData("from", "2026-11-21T09:30:00+00:00")]
    [InlineData("to", "2026-11-21T09:30:00-05:30")]
    public async Task An_offset_whose_plus_sign_is_not_encoded_is_accepted(string name, string instant)
    {
        using var answer = await owner.GetAsync($"/api/v1/renders?{name}={instant}");

        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_offset_has_the_same_effect_with_and_without_an_encoded_plus_sign()
    {
        // 09:30 at UTC+10 is an hour before 00:30 UTC, so this range is empty.
        const string Range = "/api/v1/renders?from=2026-11-21T00:30:00Z&to=2026-11-21T09:30:00";

        foreach (var plus in new[] { "%2B", "+" })
        {
            using var answer = await owner.GetAsync($"{Range}{plus}10:00");
            Assert.Equal(["to"], await ErrorsAsync(answer));
        }
    }

    [Theory]
    [InlineData("2026-11-21 10:00")]
    [InlineData("2026-11-21T09:30:00 ")]
    [InlineData("2026-11-21T09:30:00  10:00")]
    [InlineData("2026-11-21T09:30:00 UTC")]
    public async Task Another_blank_in_an_instant_is_an_error(string instant)
    {
        using var answer = await owner.GetAsync($"/api/v1/renders?from={Uri.EscapeDataString(instant)}");

        Assert.Equal(["from"], await ErrorsAsync(answer));
    }

    private static async Task<IEnumerable<string>> ErrorsAsync(HttpResponseMessage answer)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order();
    }
}
