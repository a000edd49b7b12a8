using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Functions.Assets;

public sealed class AssetTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private const string Root = "/api/v1/storage/assets";
    private static readonly byte[] Photo = Drawing.Quarters(120, 90).EncodePng();
    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;
    private HttpClient otherOwner = null!;
    private Guid ownerId;

    public async ValueTask InitializeAsync()
    {
        var subject = Guid.NewGuid().ToString();
        owner = app.ClientOf(subject);
        otherOwner = app.ClientOf(Guid.NewGuid().ToString());
        ownerId = await app.OwnerOfAsync(owner, subject);
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        otherOwner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_list_shows_the_owners_assets_newest_first_in_pages_and_filtered()
    {
        List<Guid> ids = [];
        for (var number = 0; number < 3; number++)
            ids.Add((await owner.UploadedAsync(Photo)).Id());
        await owner.UploadedAsync(Photo, "avatar");

        var first = await owner.GetFromJsonAsync<JsonElement>($"{Root}?kind=input&limit=2");
        var next = await owner.GetFromJsonAsync<JsonElement>(
            $"{Root}?kind=input&limit=2&cursor={first.Text("nextCursor")}");

        var seen = Items(first).Concat(Items(next)).Select(item => item.Id());
        Assert.Equal(Enumerable.Reverse(ids), seen);
        Assert.Equal(JsonValueKind.Null, next.GetProperty("nextCursor").ValueKind);
        Assert.Equal(4, Items(await owner.GetFromJsonAsync<JsonElement>(Root)).Count);
        Assert.Empty(Items(await owner.GetFromJsonAsync<JsonElement>($"{Root}?isPublic=true")));
        Assert.Empty(Items(await otherOwner.GetFromJsonAsync<JsonElement>(Root)));
    }

    [Fact]
    public async Task A_deleted_asset_is_removed_with_its_file()
    {
        var asset = await owner.UploadedAsync(Photo);

        Assert.Equal(HttpStatusCode.NotFound, (await otherOwner.DeleteAsync($"{Root}/{asset.Id()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Root}/{asset.Id()}")).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"{Root}/{asset.Id()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.DeleteAsync($"{Root}/{asset.Id()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync(asset.Text("url"))).StatusCode);
        Assert.Empty(await app.BlobsOfAsync(ownerId));
        Assert.Equal(0, await app.QueryAsync<int>(
            "select count(*) from assets where owner_id = @ownerId and cleared_at is null", new { ownerId }));
    }

    [Fact]
    public async Task A_photo_that_an_active_generation_needs_is_not_moved()
    {
        var input1 = (await owner.UploadedAsync(Photo)).Id();
        var submitted = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "redesign", input1 });
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);

        await IsInUseAsync(await owner.DeleteAsync($"{Root}/{input1}"));
        await IsInUseAsync(await PublishAsync(owner, input1, true));

        await app.QueryAsync<int>(
            "update generations set status = 'canceled', finished_at = now() where input1_id = @input1",
            new { input1 });
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync($"{Root}/{input1}")).StatusCode);
    }

    [Theory]
    [InlineData("input1_id", """{"mode":"imagine","prompt":"a den"}""")]
    [InlineData("input2_id", """{"mode":"imagine","prompt":"a den"}""")]
    [InlineData("stencil_id", """{"mode":"inspire","prompt":"a river","palette":"tpv-21"}""")]
    public async Task An_asset_of_an_active_generation_cannot_be_deleted_or_published(string column, string body)
    {
        var asset = (await owner.UploadedAsync(Photo)).Id();
        var submitted = await owner.PostAsync(
            "/api/v1/generations", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        await app.Engine.ExecuteAsync(
            $"update generations set {column} = @asset where owner_id = @ownerId", new { asset, ownerId });

        await IsInUseAsync(await owner.DeleteAsync($"{Root}/{asset}"));
        await IsInUseAsync(await PublishAsync(owner, asset, true));
    }

    [Theory]
    [InlineData("avatar")]
    [InlineData("logo_primary")]
    public async Task An_asset_that_is_not_a_photo_is_rejected_as_input(string kind)
    {
        var input1 = (await owner.UploadedAsync(Photo, kind)).Id();

        var answer = await owner.PostAsJsonAsync("/api/v1/generations", new { mode = "redesign", input1 });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task A_published_asset_is_readable_by_everyone_until_it_is_private_again()
    {
        var asset = await owner.UploadedAsync(Photo, "logo_primary");
        var address = $"/api/v1/assets/uploads/{asset.Id()}";
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync(address)).StatusCode);

        var published = await (await PublishAsync(owner, asset.Id(), true)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((true, 3),
            (published.GetProperty("isPublic").GetBoolean(), published.EnumerateObject().Count()));
        Assert.Equal(published.Text("url"), published.Text("publicUrl"));
        Assert.StartsWith($"https://studio.example.com{address}?v=", published.Text("url"));
        var seen = await app.Http.GetAsync(new Uri(published.Text("url")).PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        Assert.Equal("image/png", seen.Content.Headers.ContentType!.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", seen.Headers.CacheControl!.ToString());

        var hidden = await owner.PutAsync($"{Root}/{asset.Id()}/visibility?isPublic=false", null);
        Assert.Equal(HttpStatusCode.OK, hidden.StatusCode);
        var gone = await app.Http.GetAsync(address);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("no-store, private", gone.Headers.CacheControl!.ToString());
        var link = (await hidden.Content.ReadFromJsonAsync<JsonElement>()).Text("url");
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(link)).StatusCode);
    }

    [Theory]
    [InlineData("", """{"isPublic":"yes"}""")]
    [InlineData("", "{}")]
    [InlineData("", """{"isPublic":true,"more":1}""")]
    [InlineData("?isPublic=perhaps", "")]
    public async Task An_unknown_visibility_is_reported(string query, string body)
    {
        var asset = await owner.UploadedAsync(Photo);

        var answer = await owner.PutAsync(
            $"{Root}/{asset.Id()}/visibility{query}",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task One_request_signs_links_for_all_files_that_the_caller_can_read()
    {
        var mine = (await owner.UploadedAsync(Photo)).Id();
        var foreign = (await otherOwner.UploadedAsync(Photo)).Id();
        var unknown = Guid.NewGuid();

        var answer = await owner.PostAsJsonAsync(
            "/api/v1/storage/signed-urls", new { ids = new[] { foreign, mine, unknown } });

        Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
        var items = Items(await answer.Content.ReadFromJsonAsync<JsonElement>());
        Assert.Equal([foreign, mine, unknown], items.Select(item => item.Id()));
        Assert.Equal(["id", "code"], items[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal(("not_found", "not_found"), (items[0].Text("code"), items[2].Text("code")));
        Assert.Equal(["id", "url", "expiresAt"], items[1].EnumerateObject().Select(field => field.Name));
        Assert.EndsWith("Z", items[1].Text("expiresAt"));
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync(items[1].Text("url"))).StatusCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task Too_few_or_too_many_links_are_rejected(int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid());

        var answer = await owner.PostAsJsonAsync("/api/v1/storage/signed-urls", new { ids });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    private static List<JsonElement> Items(JsonElement list) => [.. list.GetProperty("items").EnumerateArray()];

    private static Task<HttpResponseMessage> PublishAsync(HttpClient client, Guid id, bool isPublic) =>
        client.PutAsJsonAsync($"{Root}/{id}/visibility", new { isPublic });

    private static async Task IsInUseAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("asset_in_use", (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        Assert.NotNull(answer.Headers.RetryAfter);
    }
}
