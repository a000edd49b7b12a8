using Dapper;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Database;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Assets;

/// <summary>
/// Each transaction that changes a pending move locks the render or the asset first, so that no two of them wait for
/// each other. In each test one transaction has taken its first lock when the other one begins.
/// </summary>
public sealed class PendingMoveLockTests(Services services) : IAsyncLifetime
{
    private readonly Guid token = Guid.NewGuid();
    private Engine engine = null!;
    private NpgsqlConnection first = null!;

    private PendingMoveStore Moves => engine.Get<PendingMoveStore>();

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(services);
        first = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task A_delivery_and_a_change_of_visibility()
    {
        var render = await StoredRender.CreateAsync(engine);
        Assert.True(await Moves.ClaimAsync(render.Id, token, 60, default));
        await using var delivery = await first.BeginTransactionAsync();
        await first.ExecuteAsync("update renders set variant_count = variant_count + 1 where id = @Id", render);

        var changing = Moves.SetVisibilityAsync(render.Id, token, isPublic: true, variantCount: 1, default);
        await WaitsAsync(changing);
        await PendingMoveStore.AddAsync(first, render.Id);
        await delivery.CommitAsync();

        Assert.False(await changing);
        Assert.Equal((false, 1), await engine.QueryAsync<(bool, int)>(
            "select is_public, (select count(*)::int from pending_moves) from renders where id = @Id", render));
    }

    [Fact]
    public async Task The_deletion_of_an_asset_and_a_change_of_its_visibility()
    {
        var asset = await AssetAsync();
        Assert.True(await Moves.ClaimAsync(asset, token, 60, default));
        await using var deletion = await first.BeginTransactionAsync();
        await first.ExecuteAsync("update assets set deleted_at = now() where id = @asset", new { asset });

        var changing = Moves.SetVisibilityAsync(asset, token, isPublic: true, variantCount: 0, default);
        await WaitsAsync(changing);
        await PendingMoveStore.AddAsync(first, asset);
        await deletion.CommitAsync();

        Assert.False(await changing);
    }

    [Fact]
    public async Task A_change_of_visibility_and_the_removal_of_a_deleted_render()
    {
        var render = await StoredRender.CreateAsync(engine);
        Assert.True(await Moves.ClaimAsync(render.Id, token, 60, default));
        await using var change = await first.BeginTransactionAsync();
        await first.ExecuteAsync("select id from renders where id = @Id for no key update", render);

        var removing = engine.Get<StudioDatabase>().InTransactionAsync(
            connection => RenderRowStore.RemoveAsync(connection, [render.Id]), default);
        await WaitsAsync(removing);
        await IsLockedAsync(render.Id);
        await change.CommitAsync();

        Assert.Equal(1, (await removing).Renders);
    }

    [Fact]
    public async Task A_change_of_visibility_and_the_removal_of_an_erased_owners_assets()
    {
        var asset = await AssetAsync();
        var ownerId = await engine.QueryAsync<Guid>("select owner_id from assets where id = @asset", new { asset });
        Assert.True(await Moves.ClaimAsync(asset, token, 60, default));
        await using var change = await first.BeginTransactionAsync();
        await first.ExecuteAsync("select id from assets where id = @asset for no key update", new { asset });

        var removing = engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
        {
            await ErasedAssetStore.RemoveMovesAndGrantsAsync(connection, ownerId);
            return await ErasedAssetStore.RemoveAsync(connection, ownerId);
        }, default);
        await WaitsAsync(removing);
        await IsLockedAsync(asset);
        await change.CommitAsync();

        Assert.Equal(1, await removing);
    }

    private async Task<Guid> AssetAsync()
    {
        var id = Guid.NewGuid();
        await engine.ExecuteAsync(
            """
            insert into owners (id, issuer, subject) values (@id, 'test', @id::text);
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
            values (@id, @id, 'input', 'inputs/a.png', 'image/png', 5, '', 64, 64)
            """, new { id });
        return id;
    }

    /// <summary>Waits until the other transaction waits for a lock of the first one.</summary>
    private Task WaitsAsync(Task other) => Eventually.BecomesTrueAsync(async () =>
        other.IsCompleted || await engine.QueryAsync<bool>(
            "select exists (select from pg_stat_activity where @first = any(pg_blocking_pids(pid)))",
            new { first = first.ProcessID }));

    /// <summary>Locks the pending move in the first transaction. PostgreSQL ends a deadlock with an error.</summary>
    private Task<int> IsLockedAsync(Guid id) => first.ExecuteAsync(
        "select from pending_moves where subject_id = @id for update", new { id });
}
