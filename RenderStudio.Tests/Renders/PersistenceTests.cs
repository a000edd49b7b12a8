using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Renders;

/// <summary>
/// A success is complete in the library, a failure leaves nothing, and storage and database are consistent.
/// </summary>
public sealed class PersistenceTests(Services services) : IAsyncLifetime
{
    private Engine engine = null!;

    public async ValueTask InitializeAsync() =>
        engine = await Engine.StartAsync(services, ("Outputs:RetrySeconds", "0.001"));

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    [InlineData(1, 4)]
    public async Task Every_success_has_a_render_with_each_picture_as_a_variant(int predictions, int variantsEach)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, predictions, variantsEach);

        foreach (var (place, part) in Parts(seeded).Index())
            await CompleteAsync(part, Pictures(variantsEach, first: place + 1));

        await IsWholeAsync(seeded, predictions * variantsEach);
    }

    [Theory]
    [InlineData("https://replicate.delivery.example/out.png")]
    [InlineData("data:image/png;base64,bm8gcGljdHVyZQ==")]
    public async Task A_picture_that_cannot_be_downloaded_or_decoded_leaves_no_partial_data(string output)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 3);

        await CompleteAsync(seeded, [output, .. Pictures(2)]);

        await IsWholeAsync(seeded, 2);
    }

    [Fact]
    public async Task A_failed_generation_leaves_nothing()
    {
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompleteAsync(seeded, "data:image/png;base64,bm8gcGljdHVyZQ==");

        Assert.Equal("failed", await StatusAsync(seeded));
        await IsWholeAsync(seeded, 0);
    }

    [Fact]
    public async Task A_failed_transaction_leaves_no_rows_and_the_next_round_delivers_all_pictures()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 3);
        await engine.ExecuteAsync(
            """
            create function broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
            create trigger broken before insert on variant_files
                for each row when (new.name = '1_thumb.webp') execute function broken()
            """);
        await Assert.ThrowsAsync<PostgresException>(() => CompleteAsync(seeded, Pictures(3)));
        await HasRowsAsync(seeded, renders: 0, variants: 0, files: 0);
        Assert.Equal("storing", await StatusAsync(seeded));

        await engine.ExecuteAsync(
            "drop trigger broken on variant_files; update predictions set not_before = now()");
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

        await IsWholeAsync(seeded, 3);
    }

    [Fact]
    public async Task A_storage_failure_at_any_file_leaves_no_rows_and_the_next_round_delivers_all_pictures()
    {
        const int Files = 8;
        for (var at = 0; at < Files; at++)
        {
            var seeded = await SeededGeneration.CreateAsync(engine);
            await ApplyAsync(seeded, "succeeded", Pictures(2));
            var storage = new FaultyStorage(at, at % 2 == 0 ? StorageFault.CrashesBefore : StorageFault.CrashesAfter);

            await (await WorkerAsync(storage)).RunAsync(seeded.PredictionId, default);
            Assert.True(storage.Met);
            await HasRowsAsync(seeded, renders: 0, variants: 0, files: 0);
            await engine.ExecuteAsync("update predictions set not_before = now() where id = @PredictionId", seeded);
            await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);

            await IsWholeAsync(seeded, 2);
        }
    }

    [Fact]
    public async Task A_picture_that_arrives_after_its_render_was_published_is_published()
    {
        var (seeded, late) = await TimedOutBesideAsync();
        Assert.Null(await engine.Get<PublishRender>().RunAsync(seeded.RenderId, true, new(seeded.OwnerId), default));

        await CompleteAsync(late, Pictures(1, first: 2));

        Assert.Equal(2, await engine.QueryAsync<int>("select delivered from generations where id = @Id", seeded));
        await IsWholeAsync(seeded, 2, StudioContainers.Public);
        Assert.Equal(0, await engine.QueryAsync<int>("select count(*) from pending_moves"));
    }

    [Fact]
    public async Task A_picture_that_arrives_after_its_render_was_deleted_is_discarded()
    {
        var (seeded, late) = await TimedOutBesideAsync();
        Assert.Null(await engine.Get<DeleteRender>().RunAsync(seeded.RenderId, new(seeded.OwnerId), default));

        await CompleteAsync(late, Pictures(1, first: 2));

        Assert.Equal("timed_out", await engine.QueryAsync<string>(
            "select failure_code from predictions where id = @PredictionId", late));
        Assert.Null(await engine.Get<DeleteRender>().RestoreAsync(seeded.RenderId, new(seeded.OwnerId), default));
        await HasRowsAsync(seeded, renders: 1, variants: 1, files: 4);
    }

    [Fact]
    public async Task The_cover_that_an_owner_chose_is_kept_when_more_pictures_arrive()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var (first, second) = (Parts(seeded)[0], Parts(seeded)[1]);
        await CompleteAsync(second, Pictures(1));
        Assert.Null(await engine.Get<ChangeRender>().RunAsync(
            seeded.RenderId, new() { CoverIndex = 1 }, new(seeded.OwnerId), default));

        await CompleteAsync(first, Pictures(1, first: 2));

        Assert.Equal(1, await engine.QueryAsync<int>("select cover_index from renders"));
    }

    /// <summary>
    /// Creates a generation with one stored picture and one timed-out prediction whose run is still open.
    /// </summary>
    private async Task<(SeededGeneration Seeded, SeededGeneration Late)> TimedOutBesideAsync()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var (first, late) = (Parts(seeded)[0], Parts(seeded)[1]);
        await CompleteAsync(first, Pictures(1));
        await ApplyAsync(late, "processing");
        Assert.True(await engine.Get<Core.Reconciliation.RepairStore>().TimeOutAsync(late.PredictionId, default));
        return (seeded, late);
    }

    private async Task IsWholeAsync(SeededGeneration seeded, int pictures, string container = StudioContainers.Private)
    {
        await HasRowsAsync(seeded, renders: pictures == 0 ? 0 : 1, variants: pictures, files: 4 * pictures);
        Assert.Equal(pictures, await engine.QueryAsync<int>(
            "select delivered from generations where id = @Id", seeded));
        await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        var files = (await connection.QueryAsync<(string Path, string Sha256, int Bytes)>(
            "select path, sha256, bytes from variant_files where render_id = @RenderId", seeded)).AsList();
        foreach (var file in files)
        {
            var content = await engine.Get<BlobFiles>().ReadAsync(container, file.Path, default);
            Assert.Equal((file.Sha256, file.Bytes),
                (Convert.ToHexStringLower(SHA256.HashData(content!)), content!.ToMemory().Length));
        }

        Assert.Equal(files.Select(file => file.Path).Distinct().Order(), await StoredAsync(seeded, container));
        var library = await engine.Get<ListRenders>().RunAsync(new() { OwnerId = seeded.OwnerId }, null, 20, default);
        Assert.Equal(pictures == 0 ? [] : [(seeded.RenderId, pictures)],
            library.Items.Select(render => (render.Id, render.VariantCount)));
    }

    private async Task HasRowsAsync(SeededGeneration seeded, int renders, int variants, int files) => Assert.Equal(
        $"{renders} {variants} {files}",
        await engine.QueryAsync<string>(
            """
            select concat_ws(' ', (select count(*) from renders where id = @RenderId),
                (select count(*) from variants where render_id = @RenderId),
                (select count(*) from variant_files where render_id = @RenderId))
            """, seeded));

    private async Task<IReadOnlyList<string>> StoredAsync(SeededGeneration seeded, string container)
    {
        List<string> paths = [];
        await foreach (var blob in engine.Get<BlobServiceClient>().GetBlobContainerClient(container)
            .GetBlobsAsync(new GetBlobsOptions { Prefix = StoragePaths.RenderFolder(seeded.RenderId) }))
            paths.Add(blob.Name);
        return [.. paths.Order()];
    }

    private Task<string> StatusAsync(SeededGeneration seeded) =>
        engine.QueryAsync<string>("select status from generations where id = @Id", seeded);

    /// <summary>Creates a worker as in another process, with its own storage faults.</summary>
    private async Task<CompletePrediction> WorkerAsync(FaultyStorage storage)
    {
        var finish = new FinishOutput(
            engine.Get<OutputDownload>(), engine.Get<PictureGate>(),
            new BlobFiles(storage.Client(await services.StorageConnectionAsync()), engine.Get<BlobSigner>()),
            engine.Get<IOptions<OutputOptions>>(), TimeProvider.System, NullLogger<FinishOutput>.Instance);
        var outputs = new FinishOutputs(
            engine.Get<OutputFinishers>(), finish, engine.Get<PredictionMetrics>(), TimeProvider.System,
            NullLogger<FinishOutputs>.Instance);
        return new(
            engine.Get<CompletionClaims>(), engine.Get<PredictionLeases>(), outputs, engine.Get<EndStoringRound>(),
            engine.Get<FinishPendingMoves>(), NullLogger<CompletePrediction>.Instance);
    }

    private async Task CompleteAsync(SeededGeneration part, params string[] outputs)
    {
        await ApplyAsync(part, "succeeded", outputs);
        await engine.Get<CompletePrediction>().RunAsync(part.PredictionId, default);
    }

    private Task<RunVerdict?> ApplyAsync(SeededGeneration part, string status, params string[] outputs) =>
        RunUpdates.ApplyAsync(engine, part, $"run-{part.PredictionId:n}", status, null, outputs);

    /// <summary>Returns the generation once for each prediction, with that prediction only.</summary>
    private static IReadOnlyList<SeededGeneration> Parts(SeededGeneration seeded) =>
        [.. seeded.Predictions.Select(id => seeded with { Predictions = [id] })];

    /// <param name="first">The number of the first picture. Each number is a different picture.</param>
    private static string[] Pictures(int count, int first = 1) =>
        [.. Enumerable.Range(first, count).Select(number => SolidPicture.Png((byte)(40 * number), 0, 9))];
}
