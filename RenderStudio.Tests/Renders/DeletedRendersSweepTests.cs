using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Sweeps;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders;

public sealed class DeletedRendersSweepTests(Services services)
{
    [Fact]
    public async Task Renders_deleted_seven_days_ago_are_removed_with_their_files_and_nothing_else_is()
    {
        await using var engine = await Engine.StartAsync(services);
        var (kept, young) = (await StoredRender.CreateAsync(engine), await StoredRender.CreateAsync(engine));
        var (old, published) = (await StoredRender.CreateAsync(engine), await StoredRender.CreateAsync(engine));
        Assert.Null(await engine.Get<PublishRender>().RunAsync(published.Id, true, new(published.OwnerId), default));
        await StrayAsync(engine, old);
        foreach (var (render, age) in new[] { (young, "6 days 23 hours"), (old, "7 days"), (published, "70 days") })
        {
            Assert.Null(await engine.Get<DeleteRender>().RunAsync(render.Id, new Caller(render.OwnerId), default));
            await engine.ExecuteAsync(
                "update renders set deleted_at = now() - @age::interval where id = @Id", new { age, render.Id });
        }

        var sweep = Assert.Single(engine.Get<IEnumerable<Core.Sweeps.ISweep>>().OfType<DeletedRendersSweep>());
        Assert.Equal(new(2, 0), await sweep.RunAsync(dryRun: true, default));
        Assert.Equal(new(2, 2), await sweep.RunAsync(dryRun: false, default));
        Assert.Equal(new(0, 0), await sweep.RunAsync(dryRun: false, default));

        Assert.Equal([kept.Id, young.Id], await engine.QueryAsync<Guid[]>("select array(select id from renders order by 1)"));
        await Assert.AllAsync((IEnumerable<StoredRender>)[kept, young], async render =>
            Assert.Equal(["private", "private"], await render.ContainersAsync(engine)));
        await Assert.AllAsync((IEnumerable<StoredRender>)[old, published], async render =>
            Assert.Equal(["", ""], await render.ContainersAsync(engine)));
        Assert.Null(await engine.Get<BlobFiles>().ReadAsync(StudioContainers.Private, StrayPath(old), default));
    }

    [Fact]
    public async Task The_next_sweep_finishes_a_sweep_that_crashed_between_files_and_rows()
    {
        await using var engine = await Engine.StartAsync(services);
        var old = await StoredRender.CreateAsync(engine);
        await engine.ExecuteAsync("update renders set deleted_at = now() - interval '8 days'");
        await engine.Get<BlobFiles>().DeleteAsync(StudioContainers.Private, old.Paths[0], default);

        var sweep = engine.Get<IEnumerable<Core.Sweeps.ISweep>>().OfType<DeletedRendersSweep>().Single();
        Assert.Equal(new(1, 1), await sweep.RunAsync(dryRun: false, default));

        Assert.Equal(0, await engine.QueryAsync<int>("select count(*) from variant_files"));
        Assert.Equal(["", ""], await old.ContainersAsync(engine));
    }

    [Fact]
    public async Task A_render_whose_files_cannot_be_deleted_does_not_block_other_renders()
    {
        await using var engine = await Engine.StartAsync(services);
        var (stuck, next) = (await StoredRender.CreateAsync(engine), await StoredRender.CreateAsync(engine));
        Assert.True(stuck.Id.CompareTo(next.Id) < 0);
        await engine.ExecuteAsync("update renders set deleted_at = now() - interval '8 days'");
        var held = engine.Get<BlobServiceClient>().GetBlobContainerClient(StudioContainers.Private)
            .GetBlobClient(stuck.Paths[0]).GetBlobLeaseClient();
        await held.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);

        var sweep = engine.Get<IEnumerable<Core.Sweeps.ISweep>>().OfType<DeletedRendersSweep>().Single();
        await Assert.ThrowsAsync<AggregateException>(() => sweep.RunAsync(dryRun: false, default));

        Assert.Equal([stuck.Id], await engine.QueryAsync<Guid[]>("select array(select id from renders)"));
        await held.ReleaseAsync();
        Assert.Equal(new(1, 1), await sweep.RunAsync(dryRun: false, default));
    }

    /// <summary>Stores a picture that is not counted as delivered.</summary>
    private static Task<bool> StrayAsync(Engine engine, StoredRender render) => engine.Get<BlobFiles>().CreateAsync(
        StudioContainers.Private, StrayPath(render), "stray"u8.ToArray(), "image/webp", default);

    private static string StrayPath(StoredRender render) => StoragePaths.RenderFile(render.Id, "stray");
}
