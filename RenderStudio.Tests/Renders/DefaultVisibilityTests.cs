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
using RenderStudio.Tests.Predictions;

namespace RenderStudio.Tests.Renders;

/// <summary>A studio whose renders are public by default, until an owner makes them private.</summary>
public sealed class DefaultVisibilityTests(Services services) : IAsyncLifetime
{
    // A picture of 64 pixels is its own thumbnail.
    private const int FilesOfOne = 3;

    private Engine engine = null!;

    public async ValueTask InitializeAsync() =>
        engine = await Engine.StartAsync(services, ("Storage:DefaultVisibility", "public"));

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task A_delivered_picture_is_public_from_its_first_row_and_has_no_private_copy()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 2);

        await CompletionTests.CompleteAsync(engine, seeded, Picture(1), Picture(2));

        await LiesInAsync(seeded, StudioContainers.Public, files: 2 * FilesOfOne);
        Assert.NotNull(await engine.Get<PublicFileStore>().OfRenderAsync(seeded.RenderId, "0.webp", default));
        var listed = await engine.Get<ListRenders>().RunAsync(new() { OwnerId = seeded.OwnerId }, null, 20, default);
        Assert.True(Assert.Single(listed.Items).IsPublic);
    }

    [Fact]
    public async Task A_failed_generation_leaves_nothing_public()
    {
        var seeded = await SeededGeneration.CreateAsync(engine);

        await CompletionTests.CompleteAsync(engine, seeded, "data:image/png;base64,bm8gcGljdHVyZQ==");

        Assert.Null(await engine.Get<PublicFileStore>().OfRenderAsync(seeded.RenderId, "0.webp", default));
        Assert.Empty(await FilesAsync(seeded, StudioContainers.Public));
    }

    [Fact]
    public async Task A_picture_that_arrives_after_the_render_was_made_private_is_private()
    {
        var (first, second) = await TwoPartsAsync();
        await CompletionTests.CompleteAsync(engine, first, Picture(1));
        await SetAsync(first, isPublic: false);

        await CompleteAsync(second, engine.Get<FinishOutput>());

        await LiesInAsync(first, StudioContainers.Private, files: 2 * FilesOfOne);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(FilesOfOne - 1)]
    public async Task A_picture_that_is_stored_while_the_render_is_made_private_becomes_private(int file)
    {
        var (first, second) = await TwoPartsAsync();
        await CompletionTests.CompleteAsync(engine, first, Picture(1));
        var storage = new FaultyStorage(file, StorageFault.Freezes);
        var storing = CompleteAsync(second, await FinishingAsync(storage));
        await storage.Frozen;

        await SetAsync(first, isPublic: false);
        storage.Thaw();
        await storing;

        await LiesInAsync(first, StudioContainers.Private, files: 2 * FilesOfOne);
    }

    [Fact]
    public async Task A_running_change_of_visibility_includes_a_picture_that_arrives()
    {
        // HEAD, copy and delete for each file of the first picture.
        for (var step = 0; step < 3 * FilesOfOne; step++)
        {
            var (first, second) = await TwoPartsAsync();
            await CompletionTests.CompleteAsync(engine, first, Picture(1));
            var storage = new FaultyStorage(step, StorageFault.Freezes);
            var hiding = (await ChangingAsync(storage)).RunAsync(first.RenderId, first.OwnerId, false, default);
            await storage.Frozen;

            await CompleteAsync(second, engine.Get<FinishOutput>());
            storage.Thaw();

            Assert.Null(await hiding);
            await LiesInAsync(first, StudioContainers.Private, files: 2 * FilesOfOne);
        }
    }

    private async Task SetAsync(SeededGeneration seeded, bool isPublic) => Assert.Null(
        await engine.Get<PublishRender>().RunAsync(seeded.RenderId, isPublic, new(seeded.OwnerId), default));

    private async Task<(SeededGeneration First, SeededGeneration Second)> TwoPartsAsync()
    {
        var seeded = await SeededGeneration.CreateAsync(engine, predictions: 2, variantsEach: 1);
        var parts = seeded.Predictions.Select(id => seeded with { Predictions = [id] }).ToList();
        return (parts[0], parts[1]);
    }

    private async Task CompleteAsync(SeededGeneration part, FinishOutput finish)
    {
        await RunUpdates.ApplyAsync(engine, part, $"run-{part.PredictionId:n}", "succeeded", null, Picture(2));
        var outputs = new FinishOutputs(
            engine.Get<OutputFinishers>(), finish, engine.Get<PredictionMetrics>(), TimeProvider.System,
            NullLogger<FinishOutputs>.Instance);
        await new CompletePrediction(
            engine.Get<CompletionClaims>(), engine.Get<PredictionLeases>(), outputs, engine.Get<EndStoringRound>(),
            engine.Get<FinishPendingMoves>(), NullLogger<CompletePrediction>.Instance)
            .RunAsync(part.PredictionId, default);
    }

    private async Task<FinishOutput> FinishingAsync(FaultyStorage storage) => new(
        engine.Get<OutputDownload>(), engine.Get<PictureGate>(),
        new BlobFiles(storage.Client(await services.StorageConnectionAsync()), engine.Get<BlobSigner>()),
        engine.Get<IOptions<OutputOptions>>(), TimeProvider.System, NullLogger<FinishOutput>.Instance);

    private async Task<ChangeVisibility> ChangingAsync(FaultyStorage storage) => new(
        engine.Get<PendingMoveStore>(), await storage.MoverAsync(engine, services), TimeProvider.System);

    /// <summary>
    /// Asserts that all files are in this container, that none is in the other, and that the rows agree.
    /// </summary>
    private async Task LiesInAsync(SeededGeneration seeded, string container, int files)
    {
        await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        var paths = (await connection.QueryAsync<string>(
            "select distinct path from variant_files where render_id = @RenderId order by path", seeded)).AsList();
        Assert.Equal(files, paths.Count);
        Assert.Equal(paths.Order(StringComparer.Ordinal), await FilesAsync(seeded, container));
        Assert.Empty(await FilesAsync(seeded, StudioContainers.All.Single(other => other != container)));
        Assert.Equal(container == StudioContainers.Public, await connection.QuerySingleAsync<bool>(
            "select is_public from renders where id = @RenderId", seeded));
        Assert.Equal(0, await connection.QuerySingleAsync<int>(
            "select count(*) from pending_moves where subject_id = @RenderId", seeded));
    }

    private async Task<IReadOnlyList<string>> FilesAsync(SeededGeneration seeded, string container)
    {
        List<string> files = [];
        await foreach (var blob in engine.Get<BlobServiceClient>().GetBlobContainerClient(container)
            .GetBlobsAsync(new GetBlobsOptions { Prefix = StoragePaths.RenderFolder(seeded.RenderId) }))
            files.Add(blob.Name);
        return files;
    }

    private static string Picture(byte number) => SolidPicture.Png((byte)(40 * number), 0, 9);
}
