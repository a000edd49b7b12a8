using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Erasure;

/// <summary>Erasures that are repeated, interrupted or concurrent with moves of files.</summary>
public sealed class EraseOwnerTests(Services services) : IAsyncLifetime
{
    private ErasureBench bench = null!;
    private Engine engine = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(services);
        bench = new(engine);
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task After_an_erasure_only_anonymous_ledger_entries_remain()
    {
        var ownerId = await bench.OwnerAsync();
        var neighbour = await bench.OwnerAsync();
        var before = await bench.RowsAsync(neighbour);

        var receipt = await bench.EraseAsync(ownerId);

        Assert.NotNull(receipt.FinishedAt);
        await bench.IsGoneAsync(ownerId, receipt);
        Assert.Equal(4, receipt.Id.Version); // random, because the id alone lets a caller read the receipt
        Assert.Equal(before, await bench.RowsAsync(neighbour));
        Assert.NotEmpty(await bench.FilesAsync(neighbour));
        Assert.Equal("erased", await engine.QueryAsync<string>(
            "select issuer from owners where id = @ownerId and subject = id::text", new { ownerId }));
        Assert.Equal(1, await engine.QueryAsync<int>(
            "select count(*) from credit_entries where owner_id = @ownerId", new { ownerId }));
    }

    [Fact]
    public async Task Concurrent_and_repeated_requests_are_one_erasure()
    {
        var ownerId = await bench.OwnerAsync();

        var receipts = await Task.WhenAll(bench.EraseAsync(ownerId), bench.EraseAsync(ownerId));
        var again = await bench.EraseAsync(ownerId);

        Assert.Equal([again.Id, again.Id], receipts.Select(receipt => receipt.Id));
        await bench.IsGoneAsync(ownerId, again);
    }

    [Fact]
    public async Task A_round_skips_an_erasure_that_another_worker_processes()
    {
        var ownerId = await bench.OwnerAsync();
        var storage = new FaultyStorage(0, StorageFault.CrashesBefore);
        await Record.ExceptionAsync(async () => await (await WorkerAsync(storage)).RunAsync(
            SeededGeneration.SubjectOf(ownerId), default));
        await engine.ExecuteAsync("update erasures set next_try_at = now() + interval '1 minute'");

        await engine.Get<EraseOwner>().RunOnceAsync(default);
        Assert.Null((await bench.ReceiptAsync(ownerId)).FinishedAt);

        await bench.RoundAsync();
        await bench.IsGoneAsync(ownerId, await bench.ReceiptAsync(ownerId));
    }

    [Theory]
    [InlineData(StorageFault.CrashesBefore)]
    [InlineData(StorageFault.CrashesAfter)]
    public async Task After_a_crash_at_any_step_the_next_round_finishes_the_erasure_and_counts_each_item_once(
        StorageFault fault)
    {
        var step = 0;
        for (var met = true; met; step++)
        {
            var ownerId = await bench.OwnerAsync();
            var storage = new FaultyStorage(step, fault);
            await Record.ExceptionAsync(async () => await (await WorkerAsync(storage)).RunAsync(
                SeededGeneration.SubjectOf(ownerId), default));
            met = storage.Met;

            await engine.ExecuteAsync("update erasures set next_try_at = now() - interval '1 second'");
            await engine.Get<EraseOwner>().RunOnceAsync(default);

            await bench.IsGoneAsync(ownerId, await bench.ReceiptAsync(ownerId));
        }

        Assert.True(step > 8, $"Only {step} steps were tried.");
    }

    [Fact]
    public async Task An_erasure_waits_for_a_running_move_of_files_and_no_copy_remains()
    {
        // HEAD, copy and delete for each of two files.
        for (var step = 0; step < 6; step++)
        {
            var ownerId = await bench.OwnerAsync();
            var storage = new FaultyStorage(step, StorageFault.Freezes);
            var mover = await storage.MoverAsync(engine, services);
            var moving = mover.TryAsync(bench.Renders[ownerId], wanted: false, default);
            await storage.Frozen;

            Assert.Null((await bench.EraseAsync(ownerId)).FinishedAt);
            storage.Thaw();
            await Record.ExceptionAsync(() => moving);
            await bench.RoundAsync();

            await bench.IsGoneAsync(ownerId, await bench.ReceiptAsync(ownerId));
        }
    }

    [Fact]
    public async Task A_mover_that_was_suspended_beyond_its_lease_finds_nothing_to_copy()
    {
        for (var step = 0; step < 6; step++)
        {
            var ownerId = await bench.OwnerAsync();
            var storage = new FaultyStorage(step, StorageFault.Freezes);
            var mover = await storage.MoverAsync(engine, services);
            var moving = mover.TryAsync(bench.Renders[ownerId], wanted: false, default);
            await storage.Frozen;
            await engine.ExecuteAsync("update pending_moves set lease_until = '-infinity'");

            await bench.IsGoneAsync(ownerId, await bench.EraseAsync(ownerId));
            storage.Thaw();
            await Record.ExceptionAsync(() => moving);

            await bench.IsGoneAsync(ownerId, await bench.ReceiptAsync(ownerId));
        }
    }

    [Fact]
    public async Task Nothing_is_written_for_an_erased_owner()
    {
        var ownerId = await bench.OwnerAsync();
        await bench.EraseAsync(ownerId);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => bench.RunningAsync(ownerId));

        Assert.Equal(OwnerStore.ErasedState, refused.SqlState);
    }

    /// <summary>Creates a worker as in another process, with its own storage faults.</summary>
    private async Task<EraseOwner> WorkerAsync(FaultyStorage storage)
    {
        var client = storage.Client(await services.StorageConnectionAsync());
        var files = new ErasedFiles(
            new BlobFiles(client, engine.Get<BlobSigner>()), new StagedFiles(client, engine.Get<OwnerStore>()));
        return new(engine.Get<ErasureStore>(), engine.Get<ErasedRowStore>(), files, engine.Get<CancelGeneration>(),
            engine.Get<EndBilling>(), NullLogger<EraseOwner>.Instance);
    }
}
