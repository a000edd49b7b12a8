using RenderStudio.Core;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Faults;

namespace RenderStudio.Tests.Assets;

/// <summary>Files end in the container that the row names, also after crashes and races.</summary>
public sealed class VisibilityTests(Services services) : IAsyncLifetime
{
    // HEAD, copy and delete for each of two files, and one request that lists no further files.
    private const int MostRequests = 7;

    private Engine engine = null!;

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(services);

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task Publishing_moves_every_file_and_making_private_moves_it_back()
    {
        var render = await StoredRender.CreateAsync(engine, files: 4);

        Assert.Null(await SetAsync(render, true));
        await LiesInAsync(render, StudioContainers.Public);
        Assert.Null(await SetAsync(render, true));
        await LiesInAsync(render, StudioContainers.Public);
        Assert.Null(await SetAsync(render, false));
        await LiesInAsync(render, StudioContainers.Private);
    }

    [Fact]
    public async Task A_render_of_another_owner_is_not_found_and_does_not_change()
    {
        var render = await StoredRender.CreateAsync(engine);

        var refused = await engine.Get<ChangeVisibility>().RunAsync(render.Id, Guid.NewGuid(), true, default);

        Assert.Equal(ProblemCode.NotFound, refused?.Code);
        Assert.Equal(ProblemCode.NotFound, (await SetAsync(render with { Id = Guid.NewGuid() }, true))?.Code);
        await LiesInAsync(render, StudioContainers.Private);
    }

    [Theory]
    [InlineData(StorageFault.CrashesBefore, true)]
    [InlineData(StorageFault.CrashesBefore, false)]
    [InlineData(StorageFault.CrashesAfter, true)]
    [InlineData(StorageFault.CrashesAfter, false)]
    public async Task After_a_crash_at_any_step_the_sweep_moves_the_files_to_the_container_of_the_row(
        StorageFault fault, bool publish)
    {
        var met = 0;
        for (var step = 0; step < MostRequests; step++)
        {
            var render = await StoredRender.CreateAsync(engine);
            if (!publish)
                await SetAsync(render, true);
            var storage = new FaultyStorage(step, fault);
            var worker = await storage.MoverAsync(engine, services);
            await Record.ExceptionAsync(() => worker.TryAsync(render.Id, publish, default));
            met += storage.Met ? 1 : 0;
            var named = await IsPublicAsync(render) ? StudioContainers.Public : StudioContainers.Private;
            Assert.All(await render.ContainersAsync(engine), place => Assert.Contains(named, place));

            await SweepAsync();

            await LiesInAsync(render, await IsPublicAsync(render) ? StudioContainers.Public : StudioContainers.Private);
        }

        Assert.Equal(MostRequests - 1, met);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_that_was_suspended_at_any_step_changes_nothing_when_it_resumes(bool publish)
    {
        for (var step = 0; step < MostRequests - 1; step++)
        {
            var render = await StoredRender.CreateAsync(engine);
            if (!publish)
                await SetAsync(render, true);
            var storage = new FaultyStorage(step, StorageFault.Freezes);
            var frozen = (await storage.MoverAsync(engine, services)).TryAsync(render.Id, publish, default);
            await storage.Frozen;

            await ClaimsRunOutAsync();
            Assert.Null(await SetAsync(render, publish));
            Assert.Null(await SetAsync(render, !publish));
            storage.Thaw();
            await Record.ExceptionAsync(() => frozen);
            Assert.Equal(!publish, await IsPublicAsync(render));

            await engine.Get<PendingMovesSweep>().RunAsync(dryRun: false, default);
            await LiesInAsync(render, publish ? StudioContainers.Private : StudioContainers.Public);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_that_was_suspended_before_completion_deletes_no_current_file(bool publish)
    {
        var render = await StoredRender.CreateAsync(engine);
        if (!publish)
            await SetAsync(render, true);
        var storage = new FaultyStorage(0, StorageFault.Freezes);
        var frozen = (await storage.MoverAsync(engine, services)).RunAsync(render.Id, default);
        await storage.Frozen;

        await ClaimsRunOutAsync();
        Assert.Null(await SetAsync(render, publish));
        storage.Thaw();
        await Record.ExceptionAsync(() => frozen);

        var rightful = publish ? StudioContainers.Public : StudioContainers.Private;
        Assert.All(await render.ContainersAsync(engine), place => Assert.Contains(rightful, place));
        await engine.Get<PendingMovesSweep>().RunAsync(dryRun: false, default);
        await LiesInAsync(render, rightful);
    }

    [Fact]
    public async Task Concurrent_changes_end_in_one_of_the_requested_states()
    {
        var render = await StoredRender.CreateAsync(engine, files: 4);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => SetAsync(render, n % 2 == 0)));

        Assert.All(answers, Assert.Null);
        await LiesInAsync(render, await IsPublicAsync(render) ? StudioContainers.Public : StudioContainers.Private);
    }

    [Fact]
    public async Task A_claim_belongs_to_one_worker_until_it_expires()
    {
        var (id, one, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var store = engine.Get<PendingMoveStore>();

        Assert.True(await store.ClaimAsync(id, one, 60, default));
        Assert.False(await store.ClaimAsync(id, other, 60, default));
        Assert.True(await store.IsClaimedByAsync(id, one, default));

        await ClaimsRunOutAsync();
        Assert.True(await store.ClaimAsync(id, other, 60, default));
        Assert.False(await store.IsClaimedByAsync(id, one, default));
        Assert.True(await store.IsClaimedByAsync(id, other, default));
    }

    [Fact]
    public async Task Fifty_changes_with_crashes_leave_one_copy_in_the_acknowledged_container()
    {
        var seed = Seeds.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var render = await StoredRender.CreateAsync(engine);
        var crashes = 0;
        for (var round = 0; round < 50; round++)
        {
            var at = random.Next(MostRequests);
            var storage = new FaultyStorage(
                at, random.Next(2) == 0 ? StorageFault.CrashesBefore : StorageFault.CrashesAfter);
            var worker = await storage.MoverAsync(engine, services);
            await Record.ExceptionAsync(() => worker.TryAsync(render.Id, random.Next(2) == 0, default));
            crashes += storage.Met ? 1 : 0;
            await ClaimsRunOutAsync();

            var isPublic = random.Next(2) == 0;
            Assert.Null(await SetAsync(render, isPublic));

            await LiesInAsync(render, isPublic ? StudioContainers.Public : StudioContainers.Private);
        }

        Assert.True(crashes > 5, $"Only {crashes} workers crashed.");
    }

    [Theory]
    [InlineData(StorageFault.CrashesBefore)]
    [InlineData(StorageFault.CrashesAfter)]
    public async Task After_a_crash_at_any_step_of_an_assets_deletion_the_sweep_leaves_no_file_of_it(StorageFault fault)
    {
        for (var step = 0; step < StudioContainers.All.Count; step++)
        {
            var asset = await StoredAssetAsync();
            Assert.Null(await engine.Get<AssetLifeStore>().DeleteAsync(asset.OwnerId, asset.Id, default));
            var worker = await new FaultyStorage(step, fault).MoverAsync(engine, services);
            Assert.NotNull(await Record.ExceptionAsync(() => worker.RunAsync(asset.Id, default)));

            await SweepAsync();

            Assert.Equal([""], await asset.ContainersAsync(engine));
            Assert.True(await engine.QueryAsync<bool>(
                "select cleared_at is not null from assets where id = @Id", asset));
        }
    }

    [Fact]
    public async Task A_dry_run_of_the_sweep_counts_and_changes_nothing()
    {
        var render = await StoredRender.CreateAsync(engine);
        await engine.ExecuteAsync(
            "update renders set is_public = true where id = @Id; insert into pending_moves (subject_id) values (@Id)",
            render);

        Assert.Equal(new(1, 0), await engine.Get<PendingMovesSweep>().RunAsync(dryRun: true, default));
        await LiesInAsync(render, StudioContainers.Private);
        Assert.Equal(new(1, 1), await engine.Get<PendingMovesSweep>().RunAsync(dryRun: false, default));
        await LiesInAsync(render, StudioContainers.Public);
    }

    /// <summary>Creates an asset whose file exists in both containers, as during a move.</summary>
    private async Task<StoredRender> StoredAssetAsync()
    {
        var (id, ownerId) = (Guid.NewGuid(), Guid.NewGuid());
        var path = StoragePaths.Input(ownerId, id, "png");
        foreach (var container in StudioContainers.All)
            await engine.Get<BlobFiles>().CreateAsync(container, path, "photo"u8.ToArray(), "image/png", default);
        await engine.ExecuteAsync(
            """
            insert into owners (id, issuer, subject) values (@ownerId, 'test', @ownerId::text);
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
            values (@id, @ownerId, 'input', @path, 'image/png', 5, '', 64, 64)
            """, new { id, ownerId, path });
        return new(id, ownerId, [path]);
    }

    private Task<Problem?> SetAsync(StoredRender render, bool isPublic) =>
        engine.Get<ChangeVisibility>().RunAsync(render.Id, render.OwnerId, isPublic, default);

    private Task<bool> IsPublicAsync(StoredRender render) =>
        engine.QueryAsync<bool>("select is_public from renders where id = @Id", render);

    private Task ClaimsRunOutAsync() => engine.ExecuteAsync("update pending_moves set lease_until = '-infinity'");

    private async Task SweepAsync()
    {
        await ClaimsRunOutAsync();
        await engine.Get<PendingMovesSweep>().RunAsync(dryRun: false, default);
        Assert.Equal(0, await engine.QueryAsync<int>("select count(*) from pending_moves"));
    }

    private async Task LiesInAsync(StoredRender render, string container) =>
        Assert.All(await render.ContainersAsync(engine), place => Assert.Equal(container, place));
}
