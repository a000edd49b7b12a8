using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders;

/// <summary>Changes of renders by their owner, over HTTP.</summary>
public sealed class ChangeRenderTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const int Renders = 4;

    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;
    private HttpClient otherOwner = null!;
    private IReadOnlyList<Guid> ids = [];

    private string First => $"/api/v1/renders/{ids[0]}";

    public async ValueTask InitializeAsync()
    {
        var subject = $"changes-{Guid.NewGuid()}";
        (owner, otherOwner) = (app.ClientOf(subject), app.ClientOf($"other-{subject}"));
        var ownerId = await app.OwnerOfAsync(owner, subject);
        await using var connection = await app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await LibraryRows.AddAsync(connection, ownerId, Renders);
        ids = await ListedAsync("");
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        otherOwner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Title_favorite_and_cover_change_independently()
    {
        await AddPictureAsync();

        var changed = await OkAsync(
            await owner.PatchAsJsonAsync(First, new { title = "  Attic\u0000 office ", coverIndex = 1 }));
        Assert.Equal(("Attic office", 1, false), Shown(changed));
        changed = await OkAsync(await owner.PatchAsJsonAsync(First, new { favorite = true }));
        Assert.Equal(("Attic office", 1, true), Shown(changed));
        changed = await OkAsync(await owner.PatchAsJsonAsync(First, new { title = (string?)null }));
        Assert.Equal((null, 1, true), Shown(changed));

        var page = await owner.GetFromJsonAsync<JsonElement>("/api/v1/renders?favorite=true");
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
        var before = await (await owner.GetAsync(First)).Content.ReadAsStringAsync();

        var answer = await owner.PatchAsync(First, Json(body.Replace("LONG", new string('x', 121))));

        await NamesAsync(answer, field);
        Assert.Equal(Unsigned(before), Unsigned(await (await owner.GetAsync(First)).Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task A_deleted_render_is_hidden_everywhere_and_can_be_restored()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(First)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(First)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync(First)).StatusCode);
        var changed = await owner.PatchAsJsonAsync(First, new { favorite = true });
        Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PublishAsync(owner, true)).StatusCode);
        Assert.Equal(ids.Skip(1), await ListedAsync(""));
        Assert.Equal(ids.Take(1), await ListedAsync("?deleted=true"));

        await OkAsync(await owner.PostAsync($"{First}/restore", null));
        await OkAsync(await owner.PostAsync($"{First}/restore", null));
        Assert.Equal(ids, await ListedAsync(""));
        Assert.Empty(await ListedAsync("?deleted=true"));
    }

    [Fact]
    public async Task A_deleted_render_cannot_be_restored_after_seven_days()
    {
        await owner.DeleteAsync(First);
        await app.QueryAsync<int>(
            "update renders set deleted_at = now() - interval '7 days' where id = @id", new { id = ids[0] });

        Assert.Equal(HttpStatusCode.NotFound, (await owner.PostAsync($"{First}/restore", null)).StatusCode);
        Assert.Empty(await ListedAsync("?deleted=true"));
    }

    [Fact]
    public async Task A_render_of_an_active_generation_can_be_neither_published_nor_deleted()
    {
        await app.QueryAsync<int>(
            """
            update generations set status = 'running', finished_at = null where render_id = @id
            """, new { id = ids[0] });

        await CodeAsync(await owner.DeleteAsync(First), HttpStatusCode.Conflict, "generation_in_flight");
        await CodeAsync(await PublishAsync(owner, true), HttpStatusCode.Conflict, "generation_in_flight");
        await OkAsync(await PublishAsync(owner, false));
        await OkAsync(await owner.PatchAsJsonAsync(First, new { title = "soon" }));
    }

    [Fact]
    public async Task Another_owners_render_is_not_found_by_any_request()
    {
        var before = Unsigned(await (await owner.GetAsync(First)).Content.ReadAsStringAsync());

        Assert.All(
            [
                await otherOwner.GetAsync(First),
                await otherOwner.PatchAsJsonAsync(First, new { title = "mine" }),
                await otherOwner.DeleteAsync(First),
                await otherOwner.PostAsync($"{First}/restore", null),
                await PublishAsync(otherOwner, true),
                await PublishAsync(otherOwner, false),
                await otherOwner.PostAsJsonAsync("/api/v1/renders/zip", new { ids = ids.Take(1) }),
            ],
            answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.All(await BulkAsync(otherOwner, "delete", ids), item => Assert.EndsWith(" not_found", item));
        Assert.Equal(before, Unsigned(await (await owner.GetAsync(First)).Content.ReadAsStringAsync()));
        Assert.Equal(ids, await ListedAsync(""));
    }

    [Fact]
    public async Task Renders_of_a_batch_change_independently_and_are_answered_in_order()
    {
        var foreign = Guid.NewGuid();
        await app.QueryAsync<int>(
            "update generations set status = 'running', finished_at = null where render_id = @id", new { id = ids[1] });

        Assert.Equal(
            [$"{ids[0]} ", $"{foreign} not_found", $"{ids[1]} generation_in_flight", $"{ids[2]} "],
            await BulkAsync(owner, "delete", [ids[0], foreign, ids[1], ids[2]]));
        Assert.Equal([ids[1], ids[3]], await ListedAsync(""));
        Assert.Equal([$"{ids[2]} ", $"{ids[0]} "], await BulkAsync(owner, "restore", [ids[2], ids[0]]));
        Assert.Equal([$"{ids[3]} "], await BulkAsync(owner, "favorite", [ids[3]]));
        Assert.Equal([ids[3]], await ListedAsync("?favorite=true"));
        Assert.Equal([$"{ids[3]} "], await BulkAsync(owner, "unfavorite", [ids[3]]));
        Assert.Equal(ids, await ListedAsync("?favorite=false"));
        Assert.Equal([$"{ids[3]} ", $"{ids[2]} "], await BulkAsync(owner, "publish", [ids[3], ids[2]]));
        Assert.Equal([ids[2], ids[3]], await ListedAsync("?isPublic=true"));
        Assert.Equal([$"{ids[3]} "], await BulkAsync(owner, "unpublish", [ids[3]]));
        Assert.Equal([ids[2]], await ListedAsync("?isPublic=true"));
    }

    [Fact]
    public async Task A_batch_can_change_two_hundred_renders()
    {
        Guid[] many = [ids[0], .. Enumerable.Range(0, 199).Select(_ => Guid.NewGuid())];

        var answers = await BulkAsync(owner, "favorite", many);

        Assert.Equal(many.Select(id => id == ids[0] ? $"{id} " : $"{id} not_found"), answers);
    }

    [Fact]
    public async Task A_repeated_deletion_does_not_extend_the_time_to_restore_a_render()
    {
        await owner.DeleteAsync(First);
        await app.QueryAsync<int>(
            "update renders set deleted_at = now() - interval '6 days' where id = @id", new { id = ids[0] });

        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(First)).StatusCode);

        Assert.True(await app.QueryAsync<bool>(
            "select deleted_at <= now() - interval '6 days' from renders where id = @id", new { id = ids[0] }));
    }

    [Fact]
    public async Task A_title_of_exactly_the_maximum_length_is_stored()
    {
        var title = new string('x', 120);

        var changed = await OkAsync(await owner.PatchAsJsonAsync(First, new { title }));

        Assert.Equal(title, changed.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("""{"ids":["ID"]}""", "action")]
    [InlineData("""{"action":"burn","ids":["ID"]}""", "action")]
    [InlineData("""{"action":"delete"}""", "ids")]
    [InlineData("""{"action":"delete","ids":[]}""", "ids")]
    [InlineData("""{"action":"delete","ids":"ID"}""", "ids")]
    [InlineData("""{"action":"delete","ids":["ID",7]}""", "ids")]
    [InlineData("""{"action":"delete","ids":["ID","nonsense"]}""", "ids")]
    [InlineData("""{"action":"delete","ids":["ID","ID"]}""", "ids")]
    [InlineData("""{"action":"delete","ids":[201]}""", "ids")]
    [InlineData("""{"action":"delete","ids":["ID"],"force":true}""", "force")]
    public async Task An_invalid_batch_request_is_reported_by_name_and_nothing_is_changed(string body, string field)
    {
        var many = string.Join(',', Enumerable.Range(0, 200).Select(_ => $"\"{Guid.NewGuid()}\"").Prepend("\"ID\""));

        var answer = await owner.PostAsync("/api/v1/renders/bulk",
            Json(body.Replace("201", many).Replace("ID", $"{ids[0]}")));

        await NamesAsync(answer, field);
        Assert.Equal(ids, await ListedAsync(""));
    }

    [Theory]
    [InlineData("{}", "isPublic")]
    [InlineData("""{"isPublic":null}""", "isPublic")]
    [InlineData("""{"isPublic":"true"}""", "isPublic")]
    [InlineData("""{"isPublic":true,"until":"tomorrow"}""", "until")]
    public async Task An_invalid_visibility_request_is_reported_by_field(string body, string field) =>
        await NamesAsync(await owner.PutAsync($"{First}/visibility", Json(body)), field);

    private async Task<IReadOnlyList<Guid>> ListedAsync(string query) =>
        [.. (await owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders{query}")).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetGuid())];

    /// <summary>Returns each id with its problem code, or with an empty code if the change succeeded.</summary>
    private static async Task<IReadOnlyList<string>> BulkAsync(
        HttpClient client, string action, IReadOnlyList<Guid> some)
    {
        var answer = await OkAsync(await client.PostAsJsonAsync("/api/v1/renders/bulk", new { action, ids = some }));
        return [.. answer.GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("id").GetString()} {item.GetProperty("code").GetString()}")];
    }

    private Task<HttpResponseMessage> PublishAsync(HttpClient client, bool isPublic) =>
        client.PutAsJsonAsync($"{First}/visibility", new { isPublic });

    private async Task AddPictureAsync() => await app.QueryAsync<int>(
        """
        insert into variants (render_id, index, rank, prediction_id, width, height, bytes, placeholder)
        select render_id, 1, 1, prediction_id, 500, 400, 900, '#112233' from variants where render_id = @id;
        insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
        values (@id, '1.webp', 1, 'renders/' || @id || '/second', '', 900, 500, 400);
        update renders set variant_count = 2 where id = @id
        """, new { id = ids[0] });

    private static async Task<JsonElement> OkAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static async Task NamesAsync(HttpResponseMessage answer, string field)
    {
        var problem = await CodeAsync(answer, HttpStatusCode.UnprocessableEntity, "validation_failed");
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    private static async Task<JsonElement> CodeAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), (answer.StatusCode, problem.GetProperty("code").GetString()));
        return problem;
    }

    // Links differ if an expiry boundary lies between two reads.
    private static string Unsigned(string body) => Regex.Replace(body, @"\?sv=[^""]*", "");

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");
}
