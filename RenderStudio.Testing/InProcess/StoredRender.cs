using Azure.Storage.Blobs;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Testing.InProcess;

/// <summary>A private render with its rows and its files in storage, as a finished generation leaves it.</summary>
public sealed record StoredRender(Guid Id, Guid OwnerId, IReadOnlyList<string> Paths)
{
    /// <param name="content">The content of the n-th file; its default text when omitted.</param>
    public static async Task<StoredRender> CreateAsync(
        Engine engine, int files = 2, Func<int, byte[]>? content = null)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await engine.ExecuteAsync(
            """
            update generations set status = 'succeeded', finished_at = now() where id = @Id;
            update predictions set status = 'succeeded', attempt = 1, finished_at = now() where id = @PredictionId;
            insert into renders (id, generation_id, owner_id, mode, cover_index, variant_count)
            values (@RenderId, @Id, @OwnerId, 'imagine', 0, 1);
            insert into variants (render_id, index, rank, prediction_id, width, height, bytes, placeholder)
            values (@RenderId, 0, 0, @PredictionId, 640, 480, 1, '#808080')
            """, seeded);
        string[] names = ["0.webp", "0_thumb.webp", "0_112x112.webp", "0_56x56.webp"];
        List<string> paths = [];
        for (var number = 0; number < files; number++)
        {
            var bytes = content?.Invoke(number) ?? System.Text.Encoding.UTF8.GetBytes($"file {number}");
            var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            var path = StoragePaths.RenderFile(seeded.RenderId, sha256);
            await engine.Get<BlobFiles>().CreateAsync(StudioContainers.Private, path, bytes, "image/webp", default);
            await engine.ExecuteAsync(
                """
                insert into variant_files (render_id, name, index, path, sha256, bytes, width, height)
                values (@RenderId, @name, 0, @path, @sha256, @Length, 640, 480)
                """, new { seeded.RenderId, name = names[number], path, sha256, bytes.Length });
            paths.Add(path);
        }

        return new(seeded.RenderId, seeded.OwnerId, paths);
    }

    /// <summary>The containers of each file, such as <c>private</c>, or <c>private public</c>.</summary>
    public async Task<IReadOnlyList<string>> ContainersAsync(Engine engine)
    {
        List<string> places = [];
        foreach (var path in Paths)
        {
            List<string> holding = [];
            foreach (var container in StudioContainers.All)
            {
                var blob = engine.Get<BlobServiceClient>().GetBlobContainerClient(container).GetBlobClient(path);
                if (await blob.ExistsAsync())
                    holding.Add(container);
            }

            places.Add(string.Join(' ', holding));
        }

        return places;
    }
}
