using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Tests.Functions.Generations;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Responses are readable as text: a link can be copied, and texts of every script are not escaped.</summary>
public sealed class ReadableJsonTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_link_in_a_response_can_be_copied()
    {
        using var owner = app.ClientOf($"readable-{Guid.NewGuid()}");
        using var uploaded = await owner.UploadAsync(Drawing.Quarters(80, 80).EncodePng());
        using var grant = await owner.AskAsync(10);

        foreach (var (answer, name) in new[] { (uploaded, "url"), (grant, "uploadUrl") })
        {
            var text = await answer.Content.ReadAsStringAsync();
            var link = JsonDocument.Parse(text).RootElement.GetProperty(name).GetString()!;
            Assert.Contains('&', link);
            Assert.Contains($"\"{link}\"", text);
        }
    }

    [Fact]
    public async Task Texts_are_not_escaped_in_responses_and_problems()
    {
        const string Prompt = "Küche für Oma's <café> & 日本の部屋 🏡";
        using var owner = app.ClientOf($"readable-{Guid.NewGuid()}");
        using var submitted = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = Prompt });

        var generation = await owner.GetStringAsync(submitted.Headers.Location!.PathAndQuery);
        using var rejected = await owner.PostAsJsonAsync(
            "/api/v1/generations", new Dictionary<string, string> { ["mode"] = "imagine", ["Wände & Böden"] = "x" });

        Assert.Contains("Küche für Oma's <café> & 日本の部屋", generation);
        Assert.Equal(Prompt, JsonDocument.Parse(generation).RootElement.GetProperty("prompt").GetString());
        Assert.Contains("Wände & Böden", await rejected.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Clients_may_not_guess_the_type_of_any_response()
    {
        using var owner = app.ClientOf($"readable-{Guid.NewGuid()}");
        foreach (var route in app.RoutesAt(Guid.NewGuid()))
        {
            using var request = route.Request();
            request.Content = route.Method is "GET" or "HEAD" ? null : JsonContent.Create(new { });
            using var answer = await owner.SendAsync(request);

            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            if (!route.Path.StartsWith("/api/reference", StringComparison.Ordinal))
                Assert.NotEqual("text/html", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task A_replayed_response_equals_the_first_one()
    {
        using var owner = app.ClientOf($"readable-{Guid.NewGuid()}");
        const string Body = """{"mode":"imagine","prompt":"Küche & Bad"}""";

        var first = await KeyedRequests.SendAsync(owner, "k", Body);
        var again = await KeyedRequests.SendAsync(owner, "k", Body);

        Assert.Equal((HttpStatusCode.Accepted, first.Body), (again.Status, again.Body));
    }
}
