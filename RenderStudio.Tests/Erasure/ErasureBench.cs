using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Erasure;
using RenderStudio.Core.Renders;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Erasure;

/// <summary>Owners with content, their erasure, and assertions that nothing of them remains.</summary>
internal sealed class ErasureBench(Engine engine)
{
    public Dictionary<Guid, Guid> Renders { get; } = [];

    public async Task<ErasureReceipt> EraseAsync(Guid ownerId) =>
        (await engine.Get<EraseOwner>().RunAsync(SeededGeneration.SubjectOf(ownerId), default)).Value!;

    public async Task<ErasureReceipt> ReceiptAsync(Guid ownerId)
    {
        var id = await engine.QueryAsync<Guid>("select id from erasures where owner_id = @ownerId", new { ownerId });
        return (await engine.Get<EraseOwner>().ReadAsync(id, default)).Value!;
    }

    public async Task RoundAsync()
    {
        await engine.ExecuteAsync("update erasures set next_try_at = now() - interval '1 second'");
        await engine.Get<EraseOwner>().RunOnceAsync(default);
    }

    /// <summary>Creates an owner with two photos and a published render of one picture in two sizes.</summary>
    public async Task<Guid> OwnerAsync()
    {
        var render = await StoredRender.CreateAsync(engine);
        Renders[render.OwnerId] = render.Id;
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
    public async Task<SeededGeneration> RunningAsync(Guid ownerId)
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

    public async Task IsGoneAsync(Guid ownerId, ErasureReceipt receipt, int generations = 1)
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

    public Task<string> RowsAsync(Guid ownerId) => engine.QueryAsync<string>(
        """
        select concat_ws(' ', (select count(*) from generations where owner_id = @ownerId),
            (select count(*) from renders where owner_id = @ownerId),
            (select count(*) from assets where owner_id = @ownerId),
            (select count(*) from quotes where owner_id = @ownerId),
            (select count(*) from idempotency_keys where owner_id = @ownerId),
            (select count(*) from upload_grants where owner_id = @ownerId))
        """, new { ownerId });

    /// <summary>Lists the files of the owner in both containers.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync(Guid ownerId) =>
    [
        .. await FilesUnderAsync(StoragePaths.OwnerFolder(ownerId)),
        .. await FilesUnderAsync(StoragePaths.RenderFolder(Renders[ownerId])),
    ];

    public async Task<IReadOnlyList<string>> FilesUnderAsync(string folder)
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
}
