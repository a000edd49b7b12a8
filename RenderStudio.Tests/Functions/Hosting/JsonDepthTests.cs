using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The nesting of JSON from clients is limited.</summary>
public sealed class JsonDepthTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const int Limit = 16;

    private readonly RunningApp app = shared.App;

    [Theory]
    [InlineData("/api/v1/quotes", "[", "]")]
    [InlineData("/api/v1/storage/signed-urls", """{"a":""", "}")]
    [InlineData("/api/v1/webhook-endpoints", "[", "]")]
    public async Task A_body_that_is_nested_too_deeply_is_rejected_with_the_limit(
        string path, string open, string close)
    {
        using var owner = app.ClientOf("depth-1");

        var rejected = await PostAsync(owner, path, Nested(open, close, Limit + 1));
        var accepted = await PostAsync(owner, path, Nested(open, close, Limit));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_json"), (rejected.Status, rejected.Code));
        Assert.Contains($"nested more than {Limit} levels deep", rejected.Detail);
        Assert.DoesNotContain("nested", accepted.Detail);
    }

    [Fact]
    public async Task A_field_of_a_form_that_is_nested_too_deeply_is_rejected_with_the_limit()
    {
        using var owner = app.ClientOf("depth-2");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("inspire"), "mode" }, { new StringContent(Nested("[", "]", Limit + 1)), "surface" },
        };

        using var answer = await owner.PostAsync("/api/v1/generations", form);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains($"nested more than {Limit} levels deep", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_megabyte_of_brackets_is_rejected_by_its_size_and_a_quarter_by_its_depth()
    {
        using var owner = app.ClientOf("depth-3");

        var large = await PostAsync(owner, "/api/v1/quotes", new string('[', 1024 * 1024));
        var small = await PostAsync(owner, "/api/v1/quotes", new string('[', 200 * 1024));

        Assert.Equal("body_too_large", large.Code);
        Assert.Equal("invalid_json", small.Code);
        Assert.Contains("levels deep", small.Detail);
    }

    private static string Nested(string open, string close, int levels)
    {
        string Repeat(string text) => string.Concat(Enumerable.Repeat(text, levels - 1));
        return $"{{\"a\":{Repeat(open)}1{Repeat(close)}}}";
    }

    private static async Task<(HttpStatusCode Status, string Code, string Detail)> PostAsync(
        HttpClient owner, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await owner.PostAsync(path, content);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return answer.IsSuccessStatusCode
            ? (answer.StatusCode, "", "")
            : (answer.StatusCode, problem.Text("code"), problem.Text("detail"));
    }
}
