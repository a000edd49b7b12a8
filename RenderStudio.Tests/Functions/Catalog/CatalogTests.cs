using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Catalog;

public sealed class CatalogTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task The_catalogue_contains_everything_that_a_frontend_would_hard_code()
    {
        using var owner = shared.App.ClientOf("catalog-1");

        var answer = await owner.GetAsync("/api/v1/catalog");
        var catalog = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            ["modes", "styles", "roomTypes", "aspectRatios", "qualities", "models", "palettes", "limits"],
            catalog.EnumerateObject().Select(property => property.Name));
        foreach (var list in new[] { "modes", "styles", "roomTypes", "aspectRatios", "qualities", "models" })
        {
            Assert.NotEmpty(catalog.GetProperty(list).EnumerateArray());
            Assert.All(catalog.GetProperty(list).EnumerateArray(), entry =>
            {
                Assert.NotEmpty(entry.GetProperty("id").GetString()!);
                Assert.NotEmpty(entry.GetProperty("name").GetString()!);
            });
        }

        var palette = catalog.GetProperty("palettes").EnumerateArray().Single();
        Assert.Equal("tpv-21", palette.GetProperty("id").GetString());
        Assert.Equal(21, palette.GetProperty("colors").GetArrayLength());
        Assert.Equal(["code", "name", "hex"], palette.GetProperty("colors")[0].EnumerateObject().Select(one => one.Name));
        Assert.Equal(2000, catalog.GetProperty("limits").GetProperty("promptCharacters").GetProperty("max").GetInt32());
    }

    [Fact]
    public async Task The_limits_of_a_photo_are_those_that_an_upload_is_checked_by()
    {
        using var owner = shared.App.ClientOf("catalog-4");

        var catalog = await owner.GetFromJsonAsync<JsonElement>("/api/v1/catalog");

        Assert.Equal(
            """
            {"maxBytes":10485760,"maxPixels":40000000,"maxProgressivePixels":16000000,"maxWebPPixels":12500000,
            "maxTransparentWebPPixels":4000000,"minSide":64,"maxSide":16383,"maxSideRatio":64,
            "contentTypes":["image/jpeg","image/png","image/webp"]}
            """.ReplaceLineEndings(""),
            catalog.GetProperty("limits").GetProperty("photo").GetRawText());
    }

    [Fact]
    public async Task A_mode_lists_its_photos_and_its_models()
    {
        using var owner = shared.App.ClientOf("catalog-2");

        var catalog = await owner.GetFromJsonAsync<JsonElement>("/api/v1/catalog");
        var compose = catalog.GetProperty("modes").EnumerateArray()
            .Single(mode => mode.GetProperty("id").GetString() == "compose");
        var known = catalog.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("id").GetString());

        Assert.Equal(["input1", "input2"], compose.GetProperty("inputs").EnumerateArray().Select(input => input.GetString()));
        Assert.Equal("google/nano-banana", compose.GetProperty("defaultModel").GetString());
        Assert.Subset(known.ToHashSet(),
            compose.GetProperty("models").EnumerateArray().Select(model => model.GetString()).ToHashSet());
    }

    [Fact]
    public async Task An_unchanged_catalogue_is_not_sent_again()
    {
        using var owner = shared.App.ClientOf("catalog-3");
        var first = await owner.GetAsync("/api/v1/catalog");

        owner.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        var second = await owner.GetAsync("/api/v1/catalog");

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shared.App.Http.GetAsync("/api/v1/catalog")).StatusCode);
    }
}
