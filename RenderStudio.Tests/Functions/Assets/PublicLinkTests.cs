using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>Every response about a public render or asset contains its permanent links.</summary>
public sealed class PublicLinkTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Site = "https://studio.example.com";
    private static readonly byte[] Photo = Drawing.Quarters(120, 90).EncodePng();
    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task A_public_render_is_returned_with_links_that_anyone_can_read_until_it_is_private()
    {
        var (render, owner) = await RenderAsync();
        Assert.All(await ReadAllAsync(owner, render), body => Assert.All(PublicLinks(body), Assert.Null));

        var published = await VisibilityAsync(owner, $"/api/v1/renders/{render.Id}", true);

        foreach (var body in (JsonElement[])[published, .. await ReadAllAsync(owner, render)])
        {
            var links = PublicLinks(body);
            Assert.NotEmpty(links);
            foreach (var link in links)
                await IsReadableAsync(link, render);
        }

        var hidden = await VisibilityAsync(owner, $"/api/v1/renders/{render.Id}", false);
        foreach (var body in (JsonElement[])[hidden, .. await ReadAllAsync(owner, render)])
            Assert.All(PublicLinks(body), Assert.Null);
    }

    [Fact]
    public async Task A_render_names_the_public_links_of_its_cover_and_of_all_sizes()
    {
        var (render, owner) = await RenderAsync();
        await VisibilityAsync(owner, $"/api/v1/renders/{render.Id}", true);

        var all = await ReadAllAsync(owner, render);
        var (item, detail, generation) = (all[0], all[1], all[2]);

        var full = item.Text("publicUrl");
        Assert.StartsWith($"{Site}/api/v1/assets/renders/{render.Id}/0.webp?v=", full);
        Assert.Equal(full, item.GetProperty("cover").Text("publicUrl"));
        Assert.Equal(full, detail.Text("publicUrl"));
        Assert.Equal(full, detail.GetProperty("variants")[0].Text("publicUrl"));
        Assert.Equal(full, generation.GetProperty("variants")[0].Text("publicUrl"));
        var small = item.GetProperty("cover").Text("publicThumbnailUrl");
        Assert.StartsWith($"{Site}/api/v1/assets/renders/{render.Id}/0_thumb.webp?v=", small);
        Assert.Equal(small, generation.GetProperty("variants")[0].Text("publicThumbnailUrl"));
        Assert.Equal([full, small],
            detail.GetProperty("variants")[0].GetProperty("sizes").EnumerateArray()
                .Select(size => size.Text("publicUrl")).Order());
    }

    [Fact]
    public async Task A_deleted_public_render_is_listed_without_public_links()
    {
        var (render, owner) = await RenderAsync();
        await VisibilityAsync(owner, $"/api/v1/renders/{render.Id}", true);

        await owner.DeleteAsync($"/api/v1/renders/{render.Id}");

        var deleted = (await JsonAsync(owner, "/api/v1/renders?deleted=true")).GetProperty("items")[0];
        Assert.All(PublicLinks(deleted), Assert.Null);
        Assert.Empty(PublicLinks(await JsonAsync(owner, await GenerationOfAsync(render))).OfType<string>());
    }

    [Fact]
    public async Task A_public_asset_is_returned_with_its_permanent_link_until_it_is_private()
    {
        using var owner = app.ClientOf($"links-{Guid.NewGuid():n}");
        var uploaded = await owner.UploadedAsync(Photo, "logo_primary");
        var address = $"/api/v1/storage/assets/{uploaded.Id()}";
        Assert.Null(Assert.Single(PublicLinks(uploaded)));

        var published = await VisibilityAsync(owner, address, true);

        var link = published.Text("publicUrl");
        Assert.StartsWith($"{Site}/api/v1/assets/uploads/{uploaded.Id()}?v=", link);
        var signed = await owner.PostAsJsonAsync("/api/v1/storage/signed-urls", new { ids = new[] { uploaded.Id() } });
        foreach (var body in (JsonElement[])[
            await JsonAsync(owner, address), await JsonAsync(owner, "/api/v1/storage/assets"),
            await signed.Content.ReadFromJsonAsync<JsonElement>()])
            Assert.Equal(link, Assert.Single(PublicLinks(body)));
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(link[Site.Length..])).StatusCode);

        Assert.Null(Assert.Single(PublicLinks(await VisibilityAsync(owner, address, false))));
        Assert.Null(Assert.Single(PublicLinks(await JsonAsync(owner, address))));
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync(link[Site.Length..])).StatusCode);
    }

    [Fact]
    public async Task A_public_photo_and_a_public_stencil_are_named_by_the_render_and_the_generation()
    {
        var (render, owner) = await RenderAsync();
        var photo = (await UploadedByAsync(owner)).Id();
        var stencil = (await UploadedByAsync(owner)).Id();
        await app.QueryAsync<int>(
            """
            update generations set mode = 'inspire', palette = '["#ffffff"]', stencil = 'stripes', min_region_mm = 20,
                input1_id = @photo, stencil_id = @stencil
            where render_id = @Id
            """, new { photo, stencil, render.Id });
        Assert.Equal(JsonValueKind.Null, (await InputAsync()).ValueKind);

        foreach (var asset in (Guid[])[photo, stencil])
            await VisibilityAsync(owner, $"/api/v1/storage/assets/{asset}", true);

        Assert.StartsWith($"{Site}/api/v1/assets/uploads/{photo}?v=", (await InputAsync()).GetString());
        var generation = await JsonAsync(owner, await GenerationOfAsync(render));
        Assert.StartsWith($"{Site}/api/v1/assets/uploads/{stencil}?v=", generation.Text("stencilPublicUrl"));

        async Task<JsonElement> InputAsync() =>
            (await JsonAsync(owner, $"/api/v1/renders/{render.Id}")).GetProperty("inputs")[0].GetProperty("publicUrl");
    }

    private static Task<JsonElement> UploadedByAsync(HttpClient owner) => owner.UploadedAsync(Photo);

    private async Task<(StoredRender Render, HttpClient Owner)> RenderAsync()
    {
        var render = await StoredRender.CreateAsync(app.Engine);
        await app.QueryAsync<int>(
            "update owners set issuer = @Issuer where id = @OwnerId", new { TestTokens.Issuer, render.OwnerId });
        return (render, app.ClientOf($"{render.OwnerId}"));
    }

    private async Task<string> GenerationOfAsync(StoredRender render) => "/api/v1/generations/"
        + await app.QueryAsync<Guid>("select generation_id from renders where id = @Id", render);

    /// <summary>The render in the list, in detail, and its generation.</summary>
    private async Task<IReadOnlyList<JsonElement>> ReadAllAsync(HttpClient owner, StoredRender render) =>
    [
        (await JsonAsync(owner, "/api/v1/renders")).GetProperty("items")[0],
        await JsonAsync(owner, $"/api/v1/renders/{render.Id}"),
        await JsonAsync(owner, await GenerationOfAsync(render)),
    ];

    private static Task<JsonElement> JsonAsync(HttpClient owner, string address) =>
        owner.GetFromJsonAsync<JsonElement>(address);

    private static async Task<JsonElement> VisibilityAsync(HttpClient owner, string address, bool isPublic)
    {
        using var answer = await owner.PutAsJsonAsync($"{address}/visibility", new { isPublic });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task IsReadableAsync(string? link, StoredRender render)
    {
        Assert.StartsWith($"{Site}/api/v1/assets/renders/{render.Id}/", link);
        using var picture = await app.Http.GetAsync(link![Site.Length..]);
        Assert.Equal(HttpStatusCode.OK, picture.StatusCode);
        Assert.Equal("public, max-age=31536000, immutable", picture.Headers.CacheControl!.ToString());
    }

    /// <summary>All values of the properties <c>publicUrl</c> and <c>publicThumbnailUrl</c>, at any depth.</summary>
    private static List<string?> PublicLinks(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Array => [.. body.EnumerateArray().SelectMany(PublicLinks)],
        JsonValueKind.Object => [.. body.EnumerateObject().SelectMany(property =>
            property.Name is "publicUrl" or "publicThumbnailUrl"
                ? [property.Value.GetString()]
                : PublicLinks(property.Value))],
        _ => [],
    };
}
