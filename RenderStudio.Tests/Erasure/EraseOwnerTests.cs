using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Erasure;

public sealed class EraseOwnerTests(Services services) : IAsyncLifetime
{
    private readonly Dictionary<Guid, Guid> renders = [];
    private Engine engine = null!;

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(services);

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task Nothing_of_the_owner_is_left_but_ledger_entries_that_name_nobody()
    {
        var ownerId = await OwnerAsync();
        var neighbour = await OwnerAsync();
        var before = await RowsAsync(neighbour);

        var receipt = await EraseAsync(ownerId);

        Assert.NotNull(receipt.FinishedAt);
        await IsGoneAsync(ownerId, receipt);
        Assert.Equal(4, receipt.Id.Version); // random, because the id alone lets a caller read the receipt
        Assert.Equal(before, await RowsAsync(neighbour));
        Assert.NotEmpty(await FilesAsync(neighbour));
        Assert.Equal("erased", await engine.QueryAsync<string>(
            "select issuer from owners where id = @ownerId and subject = id::text", new { ownerId }));
        Assert.Equal(1, await engine.QueryAsync<int>(
            "select count(*) from credit_entries where owner_id = @ownerId", new { ownerId }));
    }

    [Fact]
    public async Task Asked_twice_at_once_or_again_it_is_one_erasure()
    {
        var ownerId = await OwnerAsync();

        var receipts = await Task.WhenAll(EraseAsync(ownerId), EraseAsync(ownerId));
        var again = await EraseAsync(ownerId);

        Assert.Equal([again.Id, again.Id], receipts.Select(receipt => receipt.Id));
        await IsGoneAsync(ownerId, again);
    }

    [Fact]
    public async Task A_round_leaves_an_erasure_alone_that_another_one_works_on()
    {
        var ownerId = await OwnerAsync();
        var storage = new FaultyStorage(0, StorageFault.DiesBefore);
        await Record.ExceptionAsync(async () => await (await WorkerAsync(storage)).RunAsync(
            SeededGeneration.SubjectOf(ownerId), default));
        await engine.ExecuteAsync("update erasures set next_try_at = now() + interval '1 minute'");

        await engine.Get<EraseOwner>().RunOnceAsync(default);
        Assert.Null((await ReceiptAsync(ownerId)).FinishedAt);

        await RoundAsync();
        await IsGoneAsync(ownerId, await ReceiptAsync(ownerId));
    }

    [Theory]
    [InlineData(StorageFault.DiesBefore)]
    [InlineData(StorageFault.DiesAfter)]
    public async Task Whatever_step_a_worker_dies_at_the_next_round_ends_it_with_every_thing_counted_once(
        StorageFault fault)
    {
        var step = 0;
        for (var met = true; met; step++)
        {
            var ownerId = await OwnerAsync();
            var storage = new FaultyStorage(step, fault);
            await Record.ExceptionAsync(async () => await (await WorkerAsync(storage)).RunAsync(
                SeededGeneration.SubjectOf(ownerId), default));
            met = storage.Met;

            await engine.ExecuteAsync("update erasures set next_try_at = now() - interval '1 second'");
            await engine.Get<EraseOwner>().RunOnceAsync(default);

            await IsGoneAsync(ownerId, await ReceiptAsync(ownerId));
        }

        Assert.True(step > 8, $"Only {step} steps were tried.");
    }

    [Fact]
    public async Task A_move_of_files_that_is_under_way_is_waited_for_and_leaves_no_copy_behind()
    {
        // A head, a copy and a deletion for each of two files.
        for (var step = 0; step < 6; step++)
        {
            var ownerId = await OwnerAsync();
            var storage = new FaultyStorage(step, StorageFault.Freezes);
            var mover = await storage.MoverAsync(engine, services);
            var moving = mover.TryAsync(renders[ownerId], wanted: false, default);
            await storage.Frozen;

            Assert.Null((await EraseAsync(ownerId)).FinishedAt);
            storage.Thaw();
            await Record.ExceptionAsync(() => moving);
            await RoundAsync();

            await IsGoneAsync(ownerId, await ReceiptAsync(ownerId));
        }
    }

    [Fact]
    public async Task A_mover_that_froze_beyond_its_lease_finds_nothing_to_copy()
    {
        for (var step = 0; step < 6; step++)
        {
            var ownerId = await OwnerAsync();
            var storage = new FaultyStorage(step, StorageFault.Freezes);
            var mover = await storage.MoverAsync(engine, services);
            var moving = mover.TryAsync(renders[ownerId], wanted: false, default);
            await storage.Frozen;
            await engine.ExecuteAsync("update pending_moves set lease_until = '-infinity'");

            await IsGoneAsync(ownerId, await EraseAsync(ownerId));
            storage.Thaw();
            await Record.ExceptionAsync(() => moving);

            await IsGoneAsync(ownerId, await ReceiptAsync(ownerId));
        }
    }

    [Fact]
    public async Task What_runs_is_canceled_and_rounds_end_the_erasure_when_Replicate_has_spoken()
    {
        var ownerId = await OwnerAsync();
        var running = await RunningAsync(ownerId);
        await RunUpdates.ApplyAsync(engine, running, running.Run("a"), "processing");

        var receipt = await EraseAsync(ownerId);
        Assert.Null(receipt.FinishedAt);
        Assert.Equal((1, 1), (receipt.Generations, receipt.Renders));
        Assert.True(await engine.QueryAsync<bool>(
            "select cancel_requested_at is not null from predictions where id = @PredictionId", running));
        await RoundAsync();
        Assert.Null((await ReceiptAsync(ownerId)).FinishedAt);

        await RunUpdates.ApplyAsync(engine, running, running.Run("a"), "canceled");
        await engine.Get<CompletePrediction>().RunAsync(running.PredictionId, default);
        await RoundAsync();

        await IsGoneAsync(ownerId, await ReceiptAsync(ownerId), generations: 2);
        Assert.Equal(SeededGeneration.Balance, await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @ownerId", new { ownerId }));
    }

    [Fact]
    public async Task Pictures_that_were_being_stored_are_discarded_and_cost_nothing()
    {
        var ownerId = await OwnerAsync();
        var running = await RunningAsync(ownerId);
        var output = SolidPicture.Png(1, 2, 3);
        await CompletionTests.ApplySuccessAsync(engine, running, output, output);
        var claim = (await engine.Get<CompletionClaims>().TakeAsync(running.PredictionId, default))!;
        var work = await engine.Get<OutputFinishers>().ForAsync(running.Id, default);
        var finished = await engine.Get<FinishOutput>().RunAsync(
            new(ownerId, running.RenderId, IsPublic: false), 0, output, DateTimeOffset.MaxValue, work, default);

        Assert.Null((await EraseAsync(ownerId)).FinishedAt);
        Assert.True(await engine.Get<CompletionStore>().DeliverAsync(claim, [finished.Output!], [], default));
        Assert.Equal(0, await engine.QueryAsync<int>(
            "select count(*) from variants where render_id = @RenderId", running));
        await RoundAsync();

        await IsGoneAsync(ownerId, await ReceiptAsync(ownerId), generations: 2);
        Assert.Empty(await FilesUnderAsync(StoragePaths.RenderFolder(running.RenderId)));
        Assert.Equal(SeededGeneration.Balance, await engine.QueryAsync<int>(
            "select balance from accounts where owner_id = @ownerId", new { ownerId }));
    }

    [Fact]
    public async Task A_run_that_outlasted_its_timeout_is_called_off()
    {
        var ownerId = await OwnerAsync();
        var late = await RunningAsync(ownerId);
        await RunUpdates.ApplyAsync(engine, late, late.Run("a"), "processing");
        await engine.Get<Core.Reconciliation.RepairStore>().TimeOutAsync(late.PredictionId, default);

        Assert.Null((await EraseAsync(ownerId)).FinishedAt);
        Assert.Equal("cancel", await engine.QueryAsync<string>(
            "select disposition from upstream_runs where prediction_id = @PredictionId", late));
        await RunUpdates.ApplyAsync(engine, late, late.Run("a"), "canceled");
        await RoundAsync();

        await IsGoneAsync(ownerId, await ReceiptAsync(ownerId), generations: 2);
    }

    [Fact]
    public async Task A_late_success_that_is_being_stored_is_waited_for_after_its_run_was_closed()
    {
        var ownerId = await OwnerAsync();
        var late = await RunningAsync(ownerId);
        await RunUpdates.ApplyAsync(engine, late, late.Run("a"), "processing");
        await engine.Get<Core.Reconciliation.RepairStore>().TimeOutAsync(late.PredictionId, default);
        var output = SolidPicture.Png(1, 2, 3);
        await CompletionTests.ApplySuccessAsync(engine, late, output, output);
        var claim = (await engine.Get<CompletionClaims>().TakeAsync(late.PredictionId, default))!;

        Assert.Null((await EraseAsync(ownerId)).FinishedAt);
        // The erasure called the run off, and Replicate answered that it had succeeded.
        Assert.Equal(
            RunVerdict.CloseRun, await CompletionTests.ApplySuccessAsync(engine, late, output, output));
        await RoundAsync();

        Assert.Null((await ReceiptAsync(ownerId)).FinishedAt);
        Assert.Equal(1, await engine.QueryAsync<int>("select count(*) from generations where id = @Id", late));
        var work = await engine.Get<OutputFinishers>().ForAsync(late.Id, default);
        var finished = await engine.Get<FinishOutput>().RunAsync(
            new(ownerId, late.RenderId, IsPublic: false), 0, output, DateTimeOffset.MaxValue, work, default);
        await engine.Get<CompletionStore>().DeliverAsync(claim, [finished.Output!], [], default);
        Assert.Equal(0, await engine.QueryAsync<int>(
            "select count(*) from variants where render_id = @RenderId", late));
        await RoundAsync();

        await IsGoneAsync(ownerId, await ReceiptAsync(ownerId), generations: 2);
        Assert.Empty(await FilesUnderAsync(StoragePaths.RenderFolder(late.RenderId)));
    }

    [Fact]
    public async Task Nothing_is_written_any_more_for_an_owner_who_was_erased()
    {
        var ownerId = await OwnerAsync();
        await EraseAsync(ownerId);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => RunningAsync(ownerId));

        Assert.Equal(OwnerStore.ErasedState, refused.SqlState);
    }

    private async Task<ErasureReceipt> EraseAsync(Guid ownerId) =>
        (await engine.Get<EraseOwner>().RunAsync(SeededGeneration.SubjectOf(ownerId), default)).Value!;

    private async Task<ErasureReceipt> ReceiptAsync(Guid ownerId)
    {
        var id = await engine.QueryAsync<Guid>("select id from erasures where owner_id = @ownerId", new { ownerId });
        return (await engine.Get<EraseOwner>().ReadAsync(id, default)).Value!;
    }

    private async Task RoundAsync()
    {
        await engine.ExecuteAsync("update erasures set next_try_at = now() - interval '1 second'");
        await engine.Get<EraseOwner>().RunOnceAsync(default);
    }

    /// <summary>Somebody with a published render of one picture in two sizes and two photos.</summary>
    private async Task<Guid> OwnerAsync()
    {
        var render = await StoredRender.CreateAsync(engine);
        renders[render.OwnerId] = render.Id;
        Assert.Null(await engine.Get<PublishRender>().RunAsync(render.Id, true, new(render.OwnerId), default));
        foreach (var container in StudioContainers.All)
        {
            var path = StoragePaths.Input(render.OwnerId, Guid.NewGuid(), "png");
            await engine.Get<BlobFiles>().CreateAsync(container, path, "photo"u8.ToArray(), "image/png", default);
            await engine.ExecuteAsync(
                """
                insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height, is_public)
                values (gen_random_uuid(), @OwnerId, 'input', @path, 'image/png', 5, '', 64, 64, @isPublic);
                update generations set input1_id = (select id from assets where path = @path) where owner_id = @OwnerId
                """, new { render.OwnerId, path, isPublic = container == StudioContainers.Public });
        }

        await engine.ExecuteAsync(
            """
            insert into quotes (id, owner_id, mode, model, quality, variants, credits_per_variant, expires_at)
            values (gen_random_uuid(), @OwnerId, 'imagine', 'm', 'draft', 1, 1, now());
            insert into idempotency_keys (owner_id, route, key, fingerprint, answer)
            values (@OwnerId, 'r', 'k', 'f', '{}')
            """, render);
        return render.OwnerId;
    }

    /// <summary>A second generation of the owner's, a retry of the first, which waits to be started.</summary>
    private async Task<SeededGeneration> RunningAsync(Guid ownerId)
    {
        var seeded = await SeededGeneration.CreateAsync(engine);
        await engine.ExecuteAsync(
            """
            insert into generations (id, owner_id, render_id, mode, aspect_ratio, quality, variants, model,
                composed_prompt, template_version, credits_per_variant, expected_seconds, retried_from)
            select @copy, @ownerId, @renderId, mode, aspect_ratio, quality, variants, model, composed_prompt,
                template_version, credits_per_variant, expected_seconds,
                (select id from generations where owner_id = @ownerId)
            from generations where id = @Id;
            update predictions set generation_id = @copy where generation_id = @Id;
            update accounts set balance = @Balance - 4 where owner_id = @ownerId
            """,
            new { copy = Guid.NewGuid(), renderId = Guid.NewGuid(), ownerId, seeded.Id, SeededGeneration.Balance });
        return seeded with
        {
            Id = await engine.QueryAsync<Guid>(
                "select generation_id from predictions where id = @PredictionId", seeded),
            OwnerId = ownerId,
            RenderId = await engine.QueryAsync<Guid>(
                """
                select g.render_id from generations g join predictions p on p.generation_id = g.id
                where p.id = @PredictionId
                """, seeded),
        };
    }

    private async Task IsGoneAsync(Guid ownerId, ErasureReceipt receipt, int generations = 1)
    {
        Assert.NotNull(receipt.FinishedAt);
        Assert.Equal((generations, 1, 1, 2, 4),
            (receipt.Generations, receipt.Renders, receipt.Pictures, receipt.Photos, receipt.Files));
        Assert.Equal("0 0 0 0 0 0", await RowsAsync(ownerId));
        Assert.Empty(await FilesAsync(ownerId));
        Assert.Equal(0, await engine.QueryAsync<int>(
            """
            select (select count(*) from variants v where not exists (select from renders r where r.id = v.render_id))
                + (select count(*) from pending_moves)
            """));
    }

    private Task<string> RowsAsync(Guid ownerId) => engine.QueryAsync<string>(
        """
        select concat_ws(' ', (select count(*) from generations where owner_id = @ownerId),
            (select count(*) from renders where owner_id = @ownerId),
            (select count(*) from assets where owner_id = @ownerId),
            (select count(*) from quotes where owner_id = @ownerId),
            (select count(*) from idempotency_keys where owner_id = @ownerId),
            (select count(*) from upload_grants where owner_id = @ownerId))
        """, new { ownerId });

    /// <summary>In both containers.</summary>
    private async Task<IReadOnlyList<string>> FilesAsync(Guid ownerId) =>
    [
        .. await FilesUnderAsync(StoragePaths.OwnerFolder(ownerId)),
        .. await FilesUnderAsync(StoragePaths.RenderFolder(renders[ownerId])),
    ];

    private async Task<IReadOnlyList<string>> FilesUnderAsync(string folder)
    {
        List<string> files = [];
        foreach (var container in StudioContainers.All)
        {
            await foreach (var blob in engine.Get<BlobServiceClient>().GetBlobContainerClient(container)
                .GetBlobsAsync(new GetBlobsOptions { Prefix = folder }))
                files.Add($"{container}/{blob.Name}");
        }

        return files;
    }

    /// <summary>A worker as it runs in another process, with trouble of its own.</summary>
    private async Task<EraseOwner> WorkerAsync(FaultyStorage storage)
    {
        var client = storage.Client(await services.StorageConnectionAsync());
        return new(engine.Get<ErasureStore>(), engine.Get<ErasedRows>(), engine.Get<CancelGeneration>(),
            new BlobFiles(client, engine.Get<BlobSigner>()), new StagedFiles(client), NullLogger<EraseOwner>.Instance);
    }
}
