using System.Net;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>The answer to a request with many errors is small and contains the number of errors.</summary>
public sealed class ManyErrorsTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Many = 25_000, Listed = 20, MostBytes = 8 * 1024;

    private HttpClient owner = null!;

    public ValueTask InitializeAsync()
    {
        owner = shared.App.ClientOf($"errors-{Guid.NewGuid()}");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("POST", "/api/v1/generations")]
    [InlineData("POST", "/api/v1/renders/bulk")]
    [InlineData("POST", "/api/v1/storage/presigned-upload")]
    [InlineData("PATCH", "/api/v1/renders/0193d2a0-0000-7000-8000-000000000000")]
    public async Task The_answer_to_25_000_unknown_fields_lists_20_and_counts_all(string method, string path)
    {
        var body = $"{{{string.Join(',', Enumerable.Range(0, Many).Select(at => $"\"{at}\":1"))}}}";

        var problem = await RefusedAsync(method, path, body);

        Assert.Equal(Listed, problem.GetProperty("errors").EnumerateObject().Count());
        Assert.InRange(problem.GetProperty("errorCount").GetInt32(), Many, Many + 20);
        Assert.EndsWith(" more.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Unknown_nested_fields_are_counted_like_others()
    {
        var fields = string.Join(',', Enumerable.Range(0, 10_000).Select(at => $"\"{at}\":1"));

        var problem = await RefusedAsync("POST", "/api/v1/generations",
            $$$"""{"mode":"inspire","prompt":"a river","palette":"tpv-21","surface":{{{{fields}}}}}""");

        Assert.Equal(Listed, problem.GetProperty("errors").EnumerateObject().Count());
        Assert.Equal(10_002, problem.GetProperty("errorCount").GetInt32()); // width and length are missing
    }

    [Fact]
    public async Task Long_field_names_are_truncated()
    {
        var names = Enumerable.Range(0, 20).Select(at => $"{at:00}{new string('x', 5000)}").Append(
            $"{new string('y', 62)}\U0001F600{new string('z', 100)}");

        var problem = await RefusedAsync("POST", "/api/v1/generations",
            $"{{{string.Join(',', names.Select(name => $"\"{name}\":1"))}}}");

        Assert.All(problem.GetProperty("errors").EnumerateObject(), error => Assert.InRange(error.Name.Length, 1, 64));
    }

    [Fact]
    public async Task A_quote_lists_20_fields_and_counts_the_remaining_fields()
    {
        var body = $"{{{string.Join(',', Enumerable.Range(0, Many).Select(at => $"\"{at}\":1"))}}}";

        using var answer = await SendAsync("POST", "/api/v1/quotes", body);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.InRange(text.Length, 1, MostBytes);
        var problems = JsonElement.Parse(text).GetProperty("problems").EnumerateArray().ToList();
        Assert.Equal(Listed + 1, problems.Count);
        Assert.EndsWith(" more fields are invalid.", problems[^1].GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_small_number_of_errors_is_counted()
    {
        var problem = await RefusedAsync("POST", "/api/v1/generations", """{"mode":"imagine","variants":9}""");

        Assert.Equal(2, problem.GetProperty("errorCount").GetInt32());
        Assert.Equal("2 fields are invalid: variants, prompt.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_form_of_25_000_fields_is_too_large()
    {
        var parts = Enumerable.Range(0, Many).Select(
            at => $"--x\r\nContent-Disposition: form-data; name=\"f{at}\"\r\n\r\n1\r\n");

        using var answer = await FormAsync(string.Concat(parts));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_form_with_the_longest_names_and_values_has_a_small_answer()
    {
        var parts = Enumerable.Range(0, 40).Select(at =>
            $"--x\r\nContent-Disposition: form-data; name=\"{new string('n', 3500)}{at % 30}\"\r\n\r\n1\r\n");

        using var answer = await FormAsync(string.Concat(parts));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.InRange((await answer.Content.ReadAsStringAsync()).Length, 1, MostBytes);
    }

    private Task<HttpResponseMessage> FormAsync(string parts)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes($"{parts}--x--"));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        return owner.PostAsync("/api/v1/generations", content);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string body) =>
        owner.SendAsync(new HttpRequestMessage(new(method), path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });

    private async Task<JsonElement> RefusedAsync(string method, string path, string body)
    {
        using var answer = await SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}: {text}");
        Assert.InRange(text.Length, 1, MostBytes);
        return JsonElement.Parse(text);
    }
}
