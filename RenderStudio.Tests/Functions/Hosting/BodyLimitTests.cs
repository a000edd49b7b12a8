using System.Net;
using System.Text;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Limits of forms and of JSON: a body within them is validated, a body beyond them is not read.</summary>
public sealed class BodyLimitTests(SharedApp shared) : IClassFixture<SharedApp>, IDisposable
{
    private const int KB = 1024;

    private readonly HttpClient owner = shared.App.ClientOf($"limits-{Guid.NewGuid():n}");

    [Theory]
    [InlineData(40, HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData(41, HttpStatusCode.RequestEntityTooLarge, "body_too_large")]
    public async Task A_form_has_at_most_40_parts(int parts, HttpStatusCode status, string code)
    {
        using var form = new MultipartFormDataContent();
        for (var part = 0; part < parts; part++)
            form.Add(new StringContent("a"), $"field{part}");

        await IsAnsweredAsync(form, status, code);
    }

    [Theory]
    [InlineData(64 * KB, HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData((64 * KB) + 1, HttpStatusCode.RequestEntityTooLarge, "body_too_large")]
    public async Task A_text_field_of_a_form_has_at_most_64_kB(int bytes, HttpStatusCode status, string code)
    {
        using var form = new MultipartFormDataContent { { new StringContent(new string('a', bytes)), "prompt" } };

        await IsAnsweredAsync(form, status, code);
    }

    [Theory]
    [InlineData(256 * KB, HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData((256 * KB) + 1, HttpStatusCode.RequestEntityTooLarge, "body_too_large")]
    public async Task A_JSON_body_has_at_most_256_kB(int bytes, HttpStatusCode status, string code) =>
        await IsAnsweredAsync(Json("{}".PadRight(bytes)), status, code);

    [Theory]
    [InlineData(16, HttpStatusCode.UnprocessableEntity, "validation_failed")]
    [InlineData(17, HttpStatusCode.BadRequest, "invalid_json")]
    public async Task JSON_has_at_most_16_levels(int levels, HttpStatusCode status, string code) =>
        await IsAnsweredAsync(
            Json($$"""{"palette":{{new string('[', levels - 1)}}{{new string(']', levels - 1)}}}"""), status, code);

    public void Dispose() => owner.Dispose();

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private async Task IsAnsweredAsync(HttpContent body, HttpStatusCode status, string code)
    {
        using var answer = await owner.PostAsync("/api/v1/generations", body);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal(code, JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
    }
}
