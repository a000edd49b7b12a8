using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Generations;

public sealed class ListTests(ClockedApp shared) : IClassFixture<ClockedApp>
{
    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task Pages_list_every_generation_once_newest_first()
    {
        using var owner = await StudioOwnerAsync("list-1");
        using var other = await StudioOwnerAsync("list-other");
        await SubmitAsync(other);
        List<Guid> submitted = [];
        for (var i = 0; i < 7; i++)
            submitted.Add(await SubmitAsync(owner));
        await app.QueryAsync<int>(
            "update generations set created_at = date_trunc('day', created_at) where id = any(@some)",
            new { some = submitted.Take(4).ToArray() });

        var seen = await WalkAsync(owner, "/api/v1/generations?limit=3&mode=imagine&status=pending");

        Assert.Equal(7, seen.Count);
        Assert.Equal(submitted.Order(), seen.Order());
        Assert.Equal(submitted.Skip(4).Reverse(), seen.Take(3));
    }

    [Fact]
    public async Task The_library_lists_a_render_with_its_cover_and_the_generation_lists_its_pictures()
    {
        using var owner = await StudioOwnerAsync("list-2");
        var generationId = await SubmitAsync(owner);
        var renderId = await PublishAsync(generationId);

        var page = await owner.GetFromJsonAsync<JsonElement>(
            "/api/v1/renders?style=japandi&isPublic=false&favorite=false");
        var item = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(renderId, item.GetProperty("id").GetGuid());
        Assert.Contains("sig=", item.GetProperty("cover").GetProperty("thumbnailUrl").GetString());

        var render = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/renders/{renderId}");
        Assert.Equal(1, render.GetProperty("variants").GetArrayLength());
        var generation = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/generations/{generationId}");
        Assert.Contains("full.webp", generation.GetProperty("variants")[0].GetProperty("url").GetString());
        Assert.Equal(renderId, generation.GetProperty("renderId").GetGuid());

        var nothing = await owner.GetFromJsonAsync<JsonElement>("/api/v1/renders?roomType=kitchen");
        Assert.Equal(0, nothing.GetProperty("items").GetArrayLength());
        using var otherOwner = app.ClientOf("list-3");
        Assert.Equal(HttpStatusCode.NotFound, (await otherOwner.GetAsync($"/api/v1/renders/{renderId}")).StatusCode);
    }

    [Fact]
    public async Task A_read_with_a_current_copy_returns_not_modified()
    {
        using var owner = await StudioOwnerAsync("list-4");
        var id = await SubmitAsync(owner);
        var first = await owner.GetAsync($"/api/v1/generations/{id}");

        owner.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        var unchanged = await owner.GetAsync($"/api/v1/generations/{id}");
        await PublishAsync(id);
        var changed = await owner.GetAsync($"/api/v1/generations/{id}");

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task A_failure_has_a_message()
    {
        using var owner = await StudioOwnerAsync("list-5");
        var id = await SubmitAsync(owner);
        await app.QueryAsync<int>(
            """
            update generations set status = 'failed', failure_code = 'timed_out', finished_at = now() where id = @id
            """, new { id });

        var answer = await owner.GetAsync($"/api/v1/generations/{id}");

        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal("timed_out", error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.Null(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task Events_are_read_from_the_position_of_the_client()
    {
        using var owner = await StudioOwnerAsync("list-6");
        var id = await SubmitAsync(owner);

        var all = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/generations/{id}/events");
        var none = await owner.GetFromJsonAsync<JsonElement>($"/api/v1/generations/{id}/events?after=1");

        Assert.Equal(1, all.GetProperty("items")[0].GetProperty("seq").GetInt32());
        Assert.Equal(0, none.GetProperty("items").GetArrayLength());
    }

    private static async Task<List<Guid>> WalkAsync(HttpClient owner, string path)
    {
        List<Guid> seen = [];
        string? cursor = null;
        do
        {
            var page = await owner.GetFromJsonAsync<JsonElement>(cursor is null ? path : $"{path}&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);
        return seen;
    }

    private static async Task<Guid> SubmitAsync(HttpClient owner)
    {
        var answer = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a room", style = "japandi" });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task<HttpClient> StudioOwnerAsync(string subject)
    {
        var owner = app.ClientOf(subject);
        var ownerId = await app.OwnerOfAsync(owner, subject);
        await app.QueryAsync<int>("update owners set plan = 'studio' where id = @ownerId", new { ownerId });
        return owner;
    }

    /// <summary>Writes the rows of a finished picture.</summary>
    private Task<Guid> PublishAsync(Guid id) => app.QueryAsync<Guid>(
        """
        insert into renders (id, generation_id, owner_id, mode, room_type, style, cover_index, variant_count)
        select render_id, id, owner_id, mode, room_type, style, 0, 1 from generations where id = @id;
        insert into variants (render_id, index, rank, prediction_id, width, height, bytes, placeholder)
        select g.render_id, 0, 0, p.id, 1024, 768, 1000, '#aabbcc'
        from generations g join predictions p on p.generation_id = g.id where g.id = @id;
        insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
        select render_id, file.name, 0, 'renders/' || render_id || '/' || file.path, '', 1, 1, 1
        from generations, (values ('0.webp', 'full.webp'), ('0_thumb.webp', 'thumb.webp')) as file (name, path)
        where id = @id;
        select render_id from generations where id = @id
        """, new { id });
}
