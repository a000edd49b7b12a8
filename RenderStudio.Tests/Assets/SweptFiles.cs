using Azure.Storage.Blobs;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Assets;

/// <summary>The files of the workbench's storage account, and the rows that name them.</summary>
internal sealed class SweptFiles(Workbench bench)
{
    /// <summary>Deletes all files and rows.</summary>
    public async Task ClearAsync()
    {
        await bench.ClearAsync();
        await bench.Engine.ExecuteAsync("delete from pending_moves");
        foreach (var container in StudioContainers.All)
        {
            await foreach (var blob in Container(container).GetBlobsAsync())
                await Container(container).DeleteBlobAsync(blob.Name);
        }
    }

    public BlobContainerClient Container(string name) =>
        bench.Engine.Get<BlobServiceClient>().GetBlobContainerClient(name);

    public async Task PutAsync(string container, string path) =>
        await Container(container).GetBlobClient(path).UploadAsync(new BinaryData("file"));

    /// <summary>Creates a generation with a stored picture that its rows mark as public.</summary>
    public async Task<SeededGeneration> PublishedAsync()
    {
        var seeded = await bench.SeedAsync();
        await bench.StartAndFinishAsync(seeded);
        await bench.ReconcileAsync();
        await bench.CompleteAsync(seeded);
        Assert.Equal("succeeded", await bench.OutcomeAsync(seeded));
        return seeded;
    }

    /// <summary>Creates an asset and its file.</summary>
    public async Task<string> AssetAsync(SeededGeneration seeded, string container, string change = "kind = kind")
    {
        var path = $"{seeded.OwnerId}/inputs/{Guid.NewGuid()}.png";
        await PutAsync(container, path);
        await bench.Engine.ExecuteAsync(
            $"""
            insert into assets (id, owner_id, kind, path, content_type, bytes, sha256, width, height, is_public)
            values (gen_random_uuid(), @OwnerId, 'input', @path, 'image/png', 4, '', 64, 64, @isPublic);
            update assets set {change} where path = @path;
            """,
            new { seeded.OwnerId, path, isPublic = container == StudioContainers.Public });
        return path;
    }

    public async Task<IReadOnlyList<(string Container, string Path)>> ListAsync()
    {
        List<(string, string)> files = [];
        foreach (var container in StudioContainers.All)
        {
            await foreach (var blob in Container(container).GetBlobsAsync())
                files.Add((container, blob.Name));
        }

        return files;
    }
}
