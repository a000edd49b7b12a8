using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Usage;

/// <summary>A deleted render is restored only if the plan has room for its files.</summary>
public sealed class RestoreQuotaTests(Services services)
{
    [Theory]
    [InlineData("MaxStoredFiles", 5)]
    [InlineData("MaxStoredBytes", 120)]
    public async Task A_restore_that_does_not_fit_is_rejected_until_there_is_room(string limit, int most)
    {
        await using var engine = await Engine.StartAsync(services, ($"Plans:Free:{limit}", $"{most}"));
        var render = await DeletedAsync(engine, files: 3); // Together 18 bytes.
        foreach (var bytes in new[] { 1, 51, 51 })
            await AddAssetAsync(engine, render.OwnerId, bytes);
        var delete = engine.Get<DeleteRender>();
        var full = await StoredAsync(engine, render.OwnerId);

        var rejected = await delete.RestoreAsync(render.Id, new(render.OwnerId), default);
        Assert.Equal(ProblemCode.StorageQuotaExceeded, rejected?.Code);
        Assert.Equal(full, await StoredAsync(engine, render.OwnerId));
        Assert.True(await engine.QueryAsync<bool>("select deleted_at is not null from renders"));

        await engine.ExecuteAsync("update assets set deleted_at = now() where bytes = 1");
        Assert.Null(await delete.RestoreAsync(render.Id, new(render.OwnerId), default));
        Assert.Equal((5, 120), await StoredAsync(engine, render.OwnerId));
        Assert.Null(await delete.RestoreAsync(render.Id, new(render.OwnerId), default));
    }

    [Fact]
    public async Task Equal_contents_need_room_once()
    {
        await using var engine = await Engine.StartAsync(services, ("Plans:Free:MaxStoredFiles", "2"));
        var render = await DeletedAsync(engine, files: 4, number => [(byte)(number % 2), 1]);

        Assert.Null(await engine.Get<DeleteRender>().RestoreAsync(render.Id, new(render.OwnerId), default));
        Assert.Equal((2, 4), await StoredAsync(engine, render.OwnerId));
    }

    [Fact]
    public async Task Concurrent_restores_never_exceed_the_plan()
    {
        await using var engine = await Engine.StartAsync(services, ("Plans:Free:MaxStoredFiles", "5"));
        var renders = new List<StoredRender>();
        for (var count = 0; count < 6; count++)
            renders.Add(await DeletedAsync(engine, files: 2));
        var ownerId = renders[0].OwnerId;
        await GiveToAsync(engine, ownerId);

        var problems = await Task.WhenAll(renders.Concat(renders).Select(render => Task.Run(() =>
            engine.Get<DeleteRender>().RestoreAsync(render.Id, new(ownerId), default))));

        Assert.Equal((4, 24), await StoredAsync(engine, ownerId));
        Assert.Equal(2, await engine.QueryAsync<int>("select count(*)::int from renders where deleted_at is null"));
        Assert.Equal(8, problems.Count(problem => problem?.Code == ProblemCode.StorageQuotaExceeded));
        Assert.Equal(4, problems.Count(problem => problem is null));
    }

    [Fact]
    public async Task The_response_is_402_and_a_bulk_call_reports_the_render()
    {
        await using var app = await RunningApp.StartAsync(services, ("Plans:Free:MaxStoredFiles", "2"));
        using var owner = app.ClientOf("restores");
        var ownerId = await app.OwnerOfAsync(owner, "restores");
        var render = await StoredRender.CreateAsync(app.Engine);
        await GiveToAsync(app.Engine, ownerId);
        (await owner.DeleteAsync($"/api/v1/renders/{render.Id}")).EnsureSuccessStatusCode();
        await AddAssetAsync(app.Engine, ownerId, bytes: 7);

        using var restored = await owner.PostAsync($"/api/v1/renders/{render.Id}/restore", null);
        using var bulk = await owner.PostAsJsonAsync(
            "/api/v1/renders/bulk", new { action = "restore", ids = new[] { render.Id } });

        Assert.Equal(HttpStatusCode.PaymentRequired, restored.StatusCode);
        Assert.Equal(
            "storage_quota_exceeded", (await restored.Content.ReadFromJsonAsync<JsonElement>()).Text("code"));
        var item = (await bulk.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items")[0];
        Assert.Equal("storage_quota_exceeded", item.Text("code"));
        using var found = await owner.GetAsync($"/api/v1/renders/{render.Id}");
        Assert.Equal(HttpStatusCode.NotFound, found.StatusCode);
    }

    private static async Task<StoredRender> DeletedAsync(
        Engine engine, int files, Func<int, byte[]>? content = null)
    {
        var render = await StoredRender.CreateAsync(engine, files, content);
        Assert.Null(await engine.Get<DeleteRender>().RunAsync(render.Id, new(render.OwnerId), default));
        return render;
    }

    private static Task GiveToAsync(Engine engine, Guid ownerId) => engine.ExecuteAsync(
        "update generations set owner_id = @ownerId; update renders set owner_id = @ownerId", new { ownerId });

    private static async Task<(long Files, long Bytes)> StoredAsync(Engine engine, Guid ownerId) =>
        await engine.QueryAsync<(long, long)>(
            "select stored_files, stored_bytes from accounts where owner_id = @ownerId", new { ownerId });

    private static Task AddAssetAsync(Engine engine, Guid ownerId, int bytes) => engine.ExecuteAsync(
        """
        insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
        values (gen_random_uuid(), @ownerId, 'input', @path, 'image/png', @bytes, '', 64, 64)
        """, new { ownerId, bytes, path = StoragePaths.Input(ownerId, Guid.NewGuid(), "png") });
}
