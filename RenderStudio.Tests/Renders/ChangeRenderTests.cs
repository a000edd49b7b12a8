using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using static RenderStudio.Tests.Renders.OwnersLibrary;

namespace RenderStudio.Tests.Renders;

/// <summary>Changes of renders by their owner, over HTTP.</summary>
public sealed class ChangeRenderTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private readonly RunningApp app = shared.App;
    private OwnersLibrary library = null!;

    public async ValueTask InitializeAsync() => library = await OwnersLibrary.CreateAsync(app);

    public ValueTask DisposeAsync()
    {
        library.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Title_favorite_and_cover_change_independently()
    {
        await AddPictureAsync();

        var changed = await OkAsync(await PatchAsync(new { title = "  Attic\u0000 office ", coverIndex = 1 }));
        Assert.Equal(("Attic office", 1, false), Shown(changed));
        changed = await OkAsync(await PatchAsync(new { favorite = true }));
        Assert.Equal(("Attic office", 1, true), Shown(changed));
        changed = await OkAsync(await PatchAsync(new { title = (string?)null }));
        Assert.Equal((null, 1, true), Shown(changed));

        var page = await library.Owner.GetFromJsonAsync<JsonElement>("/api/v1/renders?favorite=true");
        var listed = page.GetProperty("items")[0];
        Assert.Equal(500, listed.GetProperty("cover").GetProperty("width").GetInt32());
        Assert.Equal(2, listed.GetProperty("variantCount").GetInt32());

        (string?, int, bool) Shown(JsonElement render) => (
            render.GetProperty("title").GetString(), render.GetProperty("coverIndex").GetInt32(),
            render.GetProperty("favorite").GetBoolean());
    }

    [Theory]
    [InlineData("""{"title":7}""", "title")]
    [InlineData("""{"title":"LONG"}""", "title")]
    [InlineData("""{"favorite":"yes"}""", "favorite")]
    [InlineData("""{"coverIndex":1}""", "coverIndex")]
    [InlineData("""{"coverIndex":-1}""", "coverIndex")]
    [InlineData("""{"coverIndex":9223372036854775807}""", "coverIndex")]
    [InlineData("""{"coverIndex":0.5}""", "coverIndex")]
    [InlineData("""{"titel":"x"}""", "titel")]
    [InlineData("""{"titel":null}""", "titel")]
    [InlineData("""{"isPublic":true}""", "isPublic")]
    public async Task An_invalid_change_is_reported_by_name_and_nothing_is_changed(string body, string field)
    {
        var before = await ShownAsync();

        var answer = await library.Owner.PatchAsync(library.First, Json(body.Replace("LONG", new string('x', 121))));

        await NamesAsync(answer, field);
        Assert.Equal(before, await ShownAsync());
    }

    [Fact]
    public async Task A_render_of_an_active_generation_can_be_neither_published_nor_deleted()
    {
        await app.QueryAsync<int>(
            """
            update generations set status = 'running', finished_at = null where render_id = @id
            """, new { id = library.Ids[0] });

        await CodeAsync(
            await library.Owner.DeleteAsync(library.First), HttpStatusCode.Conflict, "generation_in_flight");
        await CodeAsync(
            await library.PublishAsync(library.Owner, true), HttpStatusCode.Conflict, "generation_in_flight");
        await OkAsync(await library.PublishAsync(library.Owner, false));
        await OkAsync(await PatchAsync(new { title = "soon" }));
    }

    [Fact]
    public async Task Another_owners_render_is_not_found_by_any_request()
    {
        var before = await ShownAsync();

        Assert.All(
            [
                await library.OtherOwner.GetAsync(library.First),
                await library.OtherOwner.PatchAsJsonAsync(library.First, new { title = "mine" }),
                await library.OtherOwner.DeleteAsync(library.First),
                await library.OtherOwner.PostAsync($"{library.First}/restore", null),
                await library.PublishAsync(library.OtherOwner, true),
                await library.PublishAsync(library.OtherOwner, false),
                await library.OtherOwner.PostAsJsonAsync("/api/v1/renders/zip", new { ids = library.Ids.Take(1) }),
            ],
            answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.All(
            await BulkAsync(library.OtherOwner, "delete", library.Ids), item => Assert.EndsWith(" not_found", item));
        Assert.Equal(before, await ShownAsync());
        Assert.Equal(library.Ids, await library.ListedAsync(""));
    }

    [Fact]
    public async Task A_title_of_exactly_the_maximum_length_is_stored()
    {
        var title = new string('x', 120);

        var changed = await OkAsync(await PatchAsync(new { title }));

        Assert.Equal(title, changed.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("{}", "isPublic")]
    [InlineData("""{"isPublic":null}""", "isPublic")]
    [InlineData("""{"isPublic":"true"}""", "isPublic")]
    [InlineData("""{"isPublic":true,"until":"tomorrow"}""", "until")]
    public async Task An_invalid_visibility_request_is_reported_by_field(string body, string field) =>
        await NamesAsync(await library.Owner.PutAsync($"{library.First}/visibility", Json(body)), field);

    private Task<HttpResponseMessage> PatchAsync(object change) =>
        library.Owner.PatchAsJsonAsync(library.First, change);

    private async Task<string> ShownAsync() =>
        Unsigned(await (await library.Owner.GetAsync(library.First)).Content.ReadAsStringAsync());

    private async Task AddPictureAsync() => await app.QueryAsync<int>(
        """
        insert into variants (render_id, index, rank, prediction_id, width, height, bytes, placeholder)
        select render_id, 1, 1, prediction_id, 500, 400, 900, '#112233' from variants where render_id = @id;
        insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
        values (@id, '1.webp', 1, 'renders/' || @id || '/second', '', 900, 500, 400);
        update renders set variant_count = 2 where id = @id
        """, new { id = library.Ids[0] });
}
