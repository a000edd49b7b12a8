using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Functions.Generations.BadRequests;

namespace RenderStudio.Tests.Functions.Hosting;

public sealed class UnsupportedMethodTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"];

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task Every_path_answers_each_method_that_it_does_not_support_with_405_and_the_supported_methods()
    {
        using var owner = app.ClientOf($"method-{Guid.NewGuid()}");
        var tried = 0;
        foreach (var path in app.RoutesAt(Guid.NewGuid()).Where(route => !route.IsForOperators())
            .GroupBy(route => route.Path, route => route.Method))
        {
            foreach (var method in Methods.Except(path))
            {
                using var answer = await owner.SendAsync(new HttpRequestMessage(new(method), path.Key));

                Assert.True(answer.StatusCode == HttpStatusCode.MethodNotAllowed, $"{method} {path.Key}: {answer}");
                Assert.Equal(path.Append("OPTIONS").Distinct().Order(), answer.Content.Headers.Allow.Order());
                if (method != "HEAD")
                    await ProblemAsync(answer, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
                tried++;
            }
        }

        Assert.True(tried >= 150, $"Only {tried} requests were made.");
    }

    [Theory]
    [InlineData("/API/V1/Renders/")]
    [InlineData("/api/v1/%72enders")]
    [InlineData("/api/v1/renders?unknown=1")]
    public async Task A_path_in_another_spelling_is_known(string path)
    {
        using var owner = app.ClientOf($"method-{Guid.NewGuid()}");

        using var answer = await owner.PutAsync(path, null);

        await ProblemAsync(answer, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Equal(["GET", "HEAD", "OPTIONS"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/api/v2/renders")]
    [InlineData("/api/v1/renders/not-an-id")]
    [InlineData("/api/v1//renders")]
    [InlineData("/api/v1/renders/picture.webp")]
    [InlineData("/api/v1/assets/uploads/not-an-id")]
    [InlineData("/api/v1/nowhere?unknown=1")]
    public async Task An_unknown_path_is_not_found_by_any_method(string path)
    {
        using var owner = app.ClientOf($"method-{Guid.NewGuid()}");
        foreach (var method in Methods.Append("OPTIONS"))
        {
            using var answer = await owner.SendAsync(new HttpRequestMessage(new(method), path));

            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{method}: {answer}");
            Assert.Empty(answer.Content.Headers.Allow);
            if (method != "HEAD")
                await ProblemAsync(answer, HttpStatusCode.NotFound, "not_found");
        }
    }

    [Fact]
    public async Task A_client_without_a_token_cannot_tell_a_known_path_from_an_unknown_one()
    {
        foreach (var path in new[] { "/api/v1/renders", "/api/v1/renders/nowhere" })
        {
            using var answer = await app.Http.PutAsync(path, null);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Empty(answer.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task OPTIONS_returns_the_supported_methods()
    {
        using var owner = app.ClientOf($"method-{Guid.NewGuid()}");

        using var answer = await owner.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/api/v1/generations"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS", "POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task An_event_list_of_another_method_names_the_methods_in_the_detail()
    {
        using var owner = app.ClientOf($"method-{Guid.NewGuid()}");

        using var answer = await owner.DeleteAsync($"/api/v1/generations/{Guid.NewGuid()}/events");

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Contains("GET, HEAD, OPTIONS", problem.GetProperty("detail").GetString());
    }
}
