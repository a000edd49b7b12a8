using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Ids of another owner in request bodies are not found, and no data of that owner changes.</summary>
public sealed class ForeignBodyTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    private static readonly byte[] Photo = Drawing.Quarters(96, 96).EncodePng();
    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!, otherOwner = null!;
    private Guid ownerId, asset, render, generation, quote;
    private JsonElement grant;
    private string before = "";

    public async ValueTask InitializeAsync()
    {
        var subject = $"bodies-{Guid.NewGuid():n}";
        (owner, otherOwner) = (app.ClientOf(subject), app.ClientOf($"{Guid.NewGuid()}"));
        ownerId = await app.OwnerOfAsync(owner, subject);
        asset = (await owner.UploadedAsync(Photo)).Id();
        grant = await owner.GrantedAsync(Photo.Length);
        Assert.Equal(HttpStatusCode.Created, (await app.Http.PutAsync(grant, Photo)).StatusCode);
        quote = (await (await owner.PostAsJsonAsync("/api/v1/quotes", new { mode = "imagine", prompt = "a den" }))
            .Content.ReadFromJsonAsync<JsonElement>()).GetProperty("quoteId").GetGuid();
        render = (await StoredRender.CreateAsync(app.Engine)).Id;
        generation = await app.QueryAsync<Guid>(
            """
            with moved as (update renders set owner_id = @ownerId where id = @render)
            update generations set owner_id = @ownerId where render_id = @render returning id
            """, new { ownerId, render });
        before = await app.SnapshotAsync(ownerId);
        Assert.All([asset, render, generation, quote, grant.GetProperty("assetId").GetGuid()],
            id => Assert.Contains($"{id}", before));
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(before, await app.SnapshotAsync(ownerId));
        owner.Dispose();
        otherOwner.Dispose();
    }

    [Fact]
    public async Task A_link_to_a_file_of_another_owner_is_not_found_among_many()
    {
        var item = Assert.Single(await ItemsAsync("storage/signed-urls", new { ids = new[] { asset } }));

        Assert.Equal("not_found", item.Text("code"));
        Assert.False(item.TryGetProperty("url", out _));
    }

    [Fact]
    public async Task A_change_of_another_owners_render_is_not_found_among_many()
    {
        Assert.NotEmpty(BulkRenders.Actions);
        foreach (var action in BulkRenders.Actions)
        {
            var item = Assert.Single(await ItemsAsync("renders/bulk", new { action, ids = new[] { render } }));
            Assert.Equal("not_found", item.Text("code"));
        }
    }

    [Fact]
    public async Task A_zip_of_another_owners_render_is_not_found()
    {
        using var answer = await otherOwner.PostAsJsonAsync("/api/v1/renders/zip", new { ids = new[] { render } });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task An_upload_for_another_owners_generation_is_rejected()
    {
        using var answer = await otherOwner.UploadAsync(Photo, generationId: generation);

        await NamesAsync(answer, "generationId");
    }

    [Fact]
    public async Task A_submit_with_another_owners_photo_is_rejected()
    {
        var mine = (await otherOwner.UploadedAsync(Photo)).Id();

        await NamesAsync(await SubmitAsync(new { mode = "redesign", input1 = asset }), "input1");
        await NamesAsync(await SubmitAsync(new { mode = "compose", input1 = mine, input2 = asset }), "input2");
    }

    [Fact]
    public async Task A_submit_with_another_owners_quote_is_rejected() => await NamesAsync(
        await SubmitAsync(new { mode = "imagine", prompt = "a den", quoteId = quote }), "quoteId");

    [Fact]
    public async Task Another_owners_upload_is_not_completed()
    {
        using var answer = await otherOwner.CompleteAsync(grant);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private Task<HttpResponseMessage> SubmitAsync(object body) =>
        otherOwner.PostAsJsonAsync("/api/v1/generations", body);

    private async Task<IReadOnlyList<JsonElement>> ItemsAsync(string path, object body)
    {
        using var answer = await otherOwner.PostAsJsonAsync($"/api/v1/{path}", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray()];
    }

    private static async Task NamesAsync(HttpResponseMessage answer, string field)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        }
    }
}
