using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Renders;
using RenderStudio.Functions.Hosting;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Generations;

/// <summary>
/// The limits of texts count characters (Unicode scalar values), of which some take two UTF-16 code units.
/// </summary>
public sealed class CharacterLimitTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string House = "🏡";

    private readonly RunningApp app = shared.App;

    [Theory]
    [InlineData("prompt", UserText.MaxPrompt)]
    [InlineData("negativePrompt", UserText.MaxNegative)]
    public async Task A_text_of_a_submit_may_have_as_many_emoji_as_letters(string field, int most)
    {
        foreach (var asForm in new[] { false, true })
        {
            using var owner = app.ClientOf($"characters-{Guid.NewGuid()}");
            using var allowed = await SubmitAsync(owner, field, Repeated(most), asForm);
            using var rejected = await SubmitAsync(owner, field, Repeated(most + 1), asForm);

            Assert.True(allowed.StatusCode == HttpStatusCode.Accepted, await allowed.Content.ReadAsStringAsync());
            var generation = await owner.GetFromJsonAsync<JsonElement>(allowed.Headers.Location!.PathAndQuery);
            Assert.Equal(Repeated(most), generation.GetProperty(field).GetString());
            var problem = await rejected.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal($"{field}: Has {most + 1} characters; {most} are allowed.",
                problem.GetProperty("detail").GetString());
        }
    }

    [Fact]
    public async Task A_title_may_have_as_many_emoji_as_letters()
    {
        var subject = $"characters-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        var ownerId = await app.OwnerOfAsync(owner, subject);
        var render = (await StoredRender.CreateAsync(app.Engine)).Id;
        await app.QueryAsync<int>("update renders set owner_id = @ownerId where id = @render", new { ownerId, render });

        using var allowed = await TitleAsync(owner, render, Repeated(ChangeRender.MaxTitle));
        using var rejected = await TitleAsync(owner, render, Repeated(ChangeRender.MaxTitle + 1));

        Assert.True(allowed.IsSuccessStatusCode, await allowed.Content.ReadAsStringAsync());
        var body = await allowed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(Repeated(ChangeRender.MaxTitle), body.GetProperty("title").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, rejected.StatusCode);
    }

    [Fact]
    public async Task A_search_text_may_have_as_many_emoji_as_letters()
    {
        using var owner = app.ClientOf($"characters-{Guid.NewGuid()}");

        using var allowed = await owner.GetAsync(Search(QueryFields.MaxWords));
        using var rejected = await owner.GetAsync(Search(QueryFields.MaxWords + 1));

        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, rejected.StatusCode);

        static string Search(int letters) => $"/api/v1/renders?q={Uri.EscapeDataString(Repeated(letters))}";
    }

    private static Task<HttpResponseMessage> TitleAsync(HttpClient owner, Guid render, string title) =>
        owner.PatchAsJsonAsync($"/api/v1/renders/{render}", new { title });

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient owner, string field, string text, bool asForm)
    {
        var fields = new Dictionary<string, string> { ["mode"] = "imagine", ["prompt"] = "a den", [field] = text };
        if (!asForm)
            return owner.PostAsJsonAsync("/api/v1/generations", fields);
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return owner.PostAsync("/api/v1/generations", form);
    }

    private static string Repeated(int count) => string.Concat(Enumerable.Repeat(House, count));
}
