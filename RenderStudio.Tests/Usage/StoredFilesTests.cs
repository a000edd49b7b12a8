using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Database;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Renders;
using RenderStudio.Core.Usage;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Database;

namespace RenderStudio.Tests.Usage;

/// <summary>The numbers of stored files and bytes follow the rows of the files.</summary>
public sealed class StoredFilesTests(Services services)
{
    private const string StoredSql =
        "select stored_files as files, stored_bytes as bytes from accounts where owner_id = @OwnerId";

    private const string Migration = "0023_stored_files.sql";

    [Fact]
    public async Task A_deleted_render_is_not_counted_and_a_restored_one_is()
    {
        await using var engine = await Engine.StartAsync(services);
        var render = await StoredRender.CreateAsync(engine, files: 3);
        var (kept, delete) = (await StoredAsync(engine, render.OwnerId), engine.Get<DeleteRender>());
        Assert.Equal((3, "file 0file 1file 2".Length), kept);

        Assert.Null(await delete.RunAsync(render.Id, new(render.OwnerId), default));
        Assert.Null(await delete.RunAsync(render.Id, new(render.OwnerId), default));
        Assert.Equal((0, 0), await StoredAsync(engine, render.OwnerId));

        Assert.Null(await delete.RestoreAsync(render.Id, new(render.OwnerId), default));
        Assert.Null(await delete.RestoreAsync(render.Id, new(render.OwnerId), default));
        Assert.Equal(kept, await StoredAsync(engine, render.OwnerId));
    }

    [Fact]
    public async Task The_sweep_of_deleted_renders_changes_no_numbers()
    {
        await using var engine = await Engine.StartAsync(services);
        var (old, kept) = (await StoredRender.CreateAsync(engine), await StoredRender.CreateAsync(engine));
        await engine.ExecuteAsync(
            "update renders set owner_id = @OwnerId where id = @Id", new { old.OwnerId, kept.Id });
        Assert.Equal((0, 0), await StoredAsync(engine, kept.OwnerId));
        Assert.Equal(4, (await StoredAsync(engine, old.OwnerId)).Files);
        Assert.Null(await engine.Get<DeleteRender>().RunAsync(old.Id, new(old.OwnerId), default));
        await engine.ExecuteAsync("update renders set deleted_at = now() - interval '8 days' where id = @Id", old);
        var before = await StoredAsync(engine, old.OwnerId);

        var sweep = engine.Get<IEnumerable<Core.Sweeps.ISweep>>().OfType<DeletedRendersSweep>().Single();
        Assert.Equal(new(1, 1), await sweep.RunAsync(dryRun: false, default));

        Assert.Equal(2, before.Files);
        Assert.Equal(before, await StoredAsync(engine, old.OwnerId));
    }

    [Fact]
    public async Task A_change_of_visibility_changes_no_numbers()
    {
        await using var engine = await Engine.StartAsync(services);
        var render = await StoredRender.CreateAsync(engine);
        var kept = await StoredAsync(engine, render.OwnerId);

        foreach (var isPublic in new[] { true, false, true })
        {
            Assert.Null(await engine.Get<PublishRender>().RunAsync(render.Id, isPublic, new(render.OwnerId), default));
            Assert.Equal(kept, await StoredAsync(engine, render.OwnerId));
        }
    }

    [Fact]
    public async Task Equal_contents_of_one_render_are_one_file()
    {
        await using var engine = await Engine.StartAsync(services);

        var render = await StoredRender.CreateAsync(engine, files: 4, number => [(byte)(number % 2), 1, 2]);

        Assert.Equal((2, 6), await StoredAsync(engine, render.OwnerId));
    }

    [Fact]
    public async Task A_delivery_beyond_the_plan_is_stored_and_the_next_submit_is_rejected()
    {
        await using var engine = await Engine.StartAsync(services, ("Plans:Free:MaxStoredFiles", "1"));
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        var work = await Work.StoringAsync(engine, seeded, seeded.PredictionId);

        await work.StepAsync("deliver");

        await work.AssertAsync("deliver", "succeeded", charged: 2);
        Assert.Equal(
            await engine.QueryAsync<(long, long)>(
                "select count(*), sum(bytes)::bigint from (select distinct path, bytes from variant_files) files"),
            await StoredAsync(engine, seeded.OwnerId));
        Assert.True((await StoredAsync(engine, seeded.OwnerId)).Files > 1);
        var problem = await engine.Get<StudioDatabase>().InTransactionAsync(async connection =>
            StorageQuota.CheckNotFull(
                await engine.Get<Accounts>().GetOrCreateLockedAsync(connection, seeded.OwnerId)), default);
        Assert.Equal(ProblemCode.StorageQuotaExceeded, problem?.Code);
    }

    [Fact]
    public async Task After_an_erasure_nothing_is_counted()
    {
        await using var engine = await Engine.StartAsync(services);
        var render = await StoredRender.CreateAsync(engine);
        await AddAssetAsync(engine, render.OwnerId, bytes: 7);
        Assert.Equal(3, (await StoredAsync(engine, render.OwnerId)).Files);

        var receipt = await engine.Get<EraseOwner>().RunAsync(SeededGeneration.SubjectOf(render.OwnerId), default);

        Assert.NotNull(receipt.Value!.FinishedAt);
        Assert.Equal((0, 0), await StoredAsync(engine, render.OwnerId));
    }

    [Fact]
    public async Task Concurrent_writers_and_deletions_leave_exact_numbers()
    {
        await using var engine = await Engine.StartAsync(services);
        var render = await StoredRender.CreateAsync(engine);
        var delete = engine.Get<DeleteRender>();

        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            await AddAssetAsync(engine, render.OwnerId, bytes: 100 + number);
            await (number % 2 == 0
                ? delete.RunAsync(render.Id, new(render.OwnerId), default)
                : delete.RestoreAsync(render.Id, new(render.OwnerId), default));
            await engine.ExecuteAsync(
                "update assets set deleted_at = now() where owner_id = @OwnerId and bytes = @bytes and bytes % 3 = 0",
                new { render.OwnerId, bytes = 100 + number });
        }));

        Assert.Equal(
            await engine.QueryAsync<(long, long)>(
                """
                select count(*), coalesce(sum(bytes), 0)::bigint
                from (
                    select bytes from assets where deleted_at is null
                    union all
                    select f.bytes from variant_files f join renders r on r.id = f.render_id
                    where r.deleted_at is null) kept
                """),
            await StoredAsync(engine, render.OwnerId));
    }

    [Fact]
    public async Task The_migration_counts_the_files_of_earlier_rows()
    {
        await using var source = NpgsqlDataSource.Create(await services.CreateEmptyDatabaseAsync());
        await using var connection = await source.OpenConnectionAsync();
        await connection.MigrateBeforeAsync(Migration);
        await connection.ExecuteAsync(
            """
            insert into owners (id, issuer, subject)
            select gen_random_uuid(), 'test', n::text from generate_series(1, 3) n;
            insert into accounts (owner_id, balance) select id, 5 from owners where subject = '1';
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height, deleted_at)
            select gen_random_uuid(), o.id, 'input', o.subject || '/' || n, 'image/png', n, '', 64, 64,
                case when n = 3 then now() end
            from owners o, generate_series(1, 3) n where o.subject in ('1', '2');
            insert into generations (id, owner_id, render_id, mode, prompt, aspect_ratio, quality, variants, model,
                composed_prompt, template_version, credits_per_variant, expected_seconds)
            select gen_random_uuid(), id, gen_random_uuid(), 'imagine', 'a room', '1:1', 'draft', 1, 'm', 'a room', '1',
                2, 6
            from owners o, generate_series(1, 2) where o.subject = '1';
            insert into renders (id, generation_id, owner_id, mode, cover_index, deleted_at)
            select render_id, id, owner_id, 'imagine', 0, case when row_number() over () = 2 then now() end
            from generations;
            insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
            select id, f.name, 0, id || f.path, '', 100, 64, 64
            from renders, (values ('0.webp', 'a'), ('0_thumb.webp', 'b'), ('1_thumb.webp', 'b')) f (name, path);
            """);

        var migrator = new Migrator(new StudioDatabase(source), TimeProvider.System, NullLogger<Migrator>.Instance);
        await migrator.RunAsync(default);

        Assert.Equal(
            [("1", 4, 203, 5), ("2", 2, 3, 0)],
            await connection.QueryAsync<(string, long, long, int)>(
                """
                select subject, stored_files, stored_bytes, balance
                from accounts a join owners o on o.id = a.owner_id order by subject
                """));
    }

    private static async Task<(long Files, long Bytes)> StoredAsync(Engine engine, Guid ownerId) =>
        await engine.QueryAsync<(long, long)>(StoredSql, new { ownerId });

    private static Task AddAssetAsync(Engine engine, Guid ownerId, int bytes) => engine.ExecuteAsync(
        """
        insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height)
        values (gen_random_uuid(), @ownerId, 'input', @path, 'image/png', @bytes, '', 64, 64)
        """, new { ownerId, bytes, path = StoragePaths.Input(ownerId, Guid.NewGuid(), "png") });
}
