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
    public async Task After_an_erasure_only_anonymous_ledger_entries_remain()
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
    public async Task Concurrent_and_repeated_requests_are_one_erasure()
    {
        var ownerId = await OwnerAsync();

        var receipts = await Task.WhenAll(EraseAsync(ownerId), EraseAsync(ownerId));
        var again = await EraseAsync(ownerId);

        Assert.Equal([again.Id, again.Id], receipts.Select(receipt => receipt.Id));
        await IsGoneAsync(ownerId, again);
    }

    [Fact]
    public async Task A_round_skips_an_erasure_that_another_worker_processes()
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
    public async Task After_a_crash_at_any_step_the_next_round_finishes_the_erasure_and_counts_each_item_once(
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
    public async Task An_erasure_waits_for_a_running_move_of_files_and_no_copy_remains()
    {
        // HEAD, copy and delete for each of two files.
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
    public async Task A_mover_that_was_suspended_beyond_its_lease_finds_nothing_to_copy()
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
    public async Task Running_predictions_are_canceled_and_the_erasure_finishes_after_Replicate_reports_their_end()
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
    public async Task Pictures_that_are_being_stored_are_discarded_and_cost_nothing()
    {
        var ownerId = await OwnerAsync();
        var running = await RunningAsync(ownerId);
        var output = SolidPicture.Png(1, 2, 3);
        await CompletionTests.HearSuccessAsync(engine, running, output, output);
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
    public async Task The_run_of_a_timed_out_prediction_is_canceled()
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
    public async Task An_erasure_waits_for_a_late_success_that_is_being_stored_after_its_run_was_closed()
    {
        var ownerId = await OwnerAsync();
        var late = await RunningAsync(ownerId);
        await RunUpdates.ApplyAsync(engine, late, late.Run("a"), "processing");
        await engine.Get<Core.Reconciliation.RepairStore>().TimeOutAsync(late.PredictionId, default);
        var output = SolidPicture.Png(1, 2, 3);
        await CompletionTests.HearSuccessAsync(engine, late, output, output);
        var claim = (await engine.Get<CompletionClaims>().TakeAsync(late.PredictionId, default))!;

        Assert.Null((await EraseAsync(ownerId)).FinishedAt);
        // The erasure canceled the run, and Replicate answered that the run had succeeded.
        Assert.Equal(
            RunVerdict.CloseRun, await CompletionTests.HearSuccessAsync(engine, late, output, output));
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
    public async Task Nothing_is_written_for_an_erased_owner()
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

    /// <summary>Creates an owner with two photos and a published render of one picture in two sizes.</summary>
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

    /// <summary>Creates a second generation of the owner, a retry of the first, that is not started yet.</summary>
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

    /// <summary>Lists the files of the owner in both containers.</summary>
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

    /// <summary>Creates a worker as in another process, with its own storage faults.</summary>
    private async Task<EraseOwner> WorkerAsync(FaultyStorage storage)
    {
        var client = storage.Client(await services.StorageConnectionAsync());
        return new(engine.Get<ErasureStore>(), engine.Get<ErasedRows>(), engine.Get<CancelGeneration>(),
            new BlobFiles(client, engine.Get<BlobSigner>()), new StagedFiles(client), NullLogger<EraseOwner>.Instance);
    }
}
