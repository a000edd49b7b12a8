using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Outputs;

/// <summary>
/// The visibility of a render changes between two rounds of storing: pictures of both rounds end in its container.
/// </summary>
public sealed class StoredPictureVisibilityTests(Services services)
{
    [Theory]
    [InlineData("private", true)]
    [InlineData("public", false)]
    public async Task A_stored_picture_is_moved_and_not_downloaded_again(string initially, bool isPublic)
    {
        await using var rounds = await OutputRounds.StartAsync(services, ("Storage:DefaultVisibility", initially));
        var (first, late) = await LateAsync(rounds, rounds.Output("only-once"), rounds.Output("once/404"));
        await rounds.RunAsync(late);
        Assert.Null(await rounds.Engine.Get<PublishRender>().RunAsync(
            first.RenderId, isPublic, new(first.OwnerId), default));

        await rounds.RunAsync(late);

        Assert.Equal(1, rounds.Asked("only-once"));
        Assert.Equal("0 1 2 3", await rounds.Engine.QueryAsync<string>(
            "select string_agg(index::text, ' ' order by index) from variants where render_id = @RenderId", first));
        var paths = await rounds.Engine.QueryAsync<string[]>(
            """
            select array_agg(distinct path collate "C" order by path collate "C")
            from variant_files where render_id = @RenderId
            """, first);
        Assert.Equal(paths, await FilesAsync(rounds, first, StudioContainers.Of(isPublic)));
        Assert.Empty(await FilesAsync(rounds, first, StudioContainers.Of(!isPublic)));
        Assert.Equal(0, await rounds.Engine.QueryAsync<int>("select count(*) from pending_moves"));
    }

    [Fact]
    public async Task A_default_that_becomes_public_between_two_rounds_publishes_no_picture()
    {
        await using var rounds = await OutputRounds.StartAsync(services);
        var seeded = await rounds.StoredAsync(rounds.Output("only-once"), rounds.Output("once/404"));
        await rounds.RunAsync(seeded);
        rounds.Engine.Get<Microsoft.Extensions.Options.IOptions<StorageOptions>>().Value.DefaultVisibility = "public";

        await rounds.RunAsync(seeded);

        Assert.False(await rounds.Engine.QueryAsync<bool>(
            "select is_public from renders where id = @RenderId", seeded));
        Assert.NotEmpty(await FilesAsync(rounds, seeded, StudioContainers.Private));
        Assert.Empty(await FilesAsync(rounds, seeded, StudioContainers.Public));
    }

    /// <summary>
    /// A generation with two delivered pictures, and a prediction whose result arrives after its timeout.
    /// </summary>
    private static async Task<(SeededGeneration First, SeededGeneration Late)> LateAsync(
        OutputRounds rounds, params string[] outputs)
    {
        var seeded = await SeededGeneration.CreateAsync(rounds.Engine, predictions: 2);
        var (first, late) = (
            seeded with { Predictions = [seeded.Predictions[0]] },
            seeded with { Predictions = [seeded.Predictions[1]] });
        await RunUpdates.ApplyAsync(
            rounds.Engine, first, "first", "succeeded", null, SolidPicture.Png(1, 2, 3), SolidPicture.Png(90, 2, 3));
        await rounds.RunAsync(first);
        await RunUpdates.ApplyAsync(rounds.Engine, late, "late", "processing");
        Assert.True(await rounds.Engine.Get<RepairStore>().TimeOutAsync(late.PredictionId, default));
        await RunUpdates.ApplyAsync(rounds.Engine, late, "late", "succeeded", null, outputs);
        return (first, late);
    }

    private static async Task<IReadOnlyList<string>> FilesAsync(
        OutputRounds rounds, SeededGeneration seeded, string container)
    {
        List<string> files = [];
        await foreach (var blob in rounds.Engine.Get<BlobServiceClient>().GetBlobContainerClient(container)
            .GetBlobsAsync(new GetBlobsOptions { Prefix = StoragePaths.RenderFolder(seeded.RenderId) }))
            files.Add(blob.Name);
        return [.. files.Order(StringComparer.Ordinal)];
    }
}
