using System.Security.Cryptography;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Microsoft.Extensions.Configuration;
using RenderStudio.Core;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults.Trials;

/// <summary>
/// A client that can overwrite an upload does so at every step of its completion. The asset contains exactly the bytes
/// that were inspected.
/// </summary>
public static class PromotionTrials
{
    // The steps are: read the properties, read the bytes, write the clean copy, delete the staged file. The client
    // writes before and after each.
    private const int Requests = 4, DownloadIsRequest = 1, Length = 2000;

    private static readonly byte[] Photo = SameLength(Drawing.Quarters(100, 80).EncodePng());
    private static readonly byte[] Other = SameLength(Drawing.Quarters(80, 100).EncodePng());
    private static readonly byte[] Page = SameLength("<html><script>alert(1)</script>"u8.ToArray());
    private static readonly byte[] Longer = [.. Other, .. "and more"u8];

    public static Trial Overwritten { get; } = new("uploads overwritten while they are completed", OverwrittenAsync);

    private static async Task OverwrittenAsync(TrialRun run)
    {
        var subject = Guid.NewGuid().ToString();
        using var owner = run.App.ClientOf(subject);
        var ownerId = await run.App.OwnerOfAsync(owner, subject);
        for (var round = 0; round < run.Scale; round++)
        {
            foreach (var written in new[] { Other, Page, Longer })
            {
                for (var moment = 0; moment < Requests * 2; moment++)
                    await OneAsync(run, owner, ownerId, written, moment);
            }
        }

        run.Tried.AtLeast("overwritten", 24 * run.Scale);
        run.Tried.AtLeast("stored as inspected", 12 * run.Scale);
        Assert.Equal(run.Tried["stored as inspected"], (await run.App.BlobsOfAsync(ownerId)).Count);
    }

    private static async Task OneAsync(TrialRun run, HttpClient owner, Guid ownerId, byte[] written, int moment)
    {
        var grant = await owner.GrantedAsync(Photo.Length, "image/png");
        await run.App.Http.PutAsync(grant, Photo);
        var leaked = run.App.Engine.Get<BlobSigner>().Sign(
            StudioContainers.Private, grant.Text("path"), BlobSasPermissions.Create | BlobSasPermissions.Write,
            TimeProvider.System.GetUtcNow().AddMinutes(5));
        var worker = Worker(run.App, async (request, answered) =>
        {
            if ((request * 2) + (answered ? 1 : 0) != moment)
                return;
            await new BlobClient(leaked).UploadAsync(new BinaryData(written), overwrite: true);
            run.Tried.Add("overwritten");
        });

        var result = await worker.RunAsync(
            grant.GetProperty("assetId").GetGuid(), new Caller(ownerId), _ => true, default);

        var before = moment <= DownloadIsRequest * 2;
        if (result.Failed(out var problem, out var asset))
            Refused(problem, before);
        else
            await StoredAsync(run, asset, written, before);
    }

    // Between the two reads the file changes: the completion reports it as missing, or reports its actual content.
    private static void Refused(Problem problem, bool before) => Assert.True(
        before && problem.Code is ProblemCode.UnsupportedMediaType or ProblemCode.NotFound
            or ProblemCode.ValidationFailed, problem.Message);

    private static async Task StoredAsync(TrialRun run, AssetView asset, byte[] written, bool before)
    {
        var stored = await run.App.Http.GetByteArrayAsync(asset.Url);
        Assert.Equal(asset.Sha256, Convert.ToHexStringLower(SHA256.HashData(stored)));
        var lookedAt = before && ReferenceEquals(written, Other) ? Other : Photo;
        Assert.Equal(PictureCleaning.Clean(lookedAt).Value!.Bytes, stored);
        run.Tried.Add("stored as inspected");
    }

    private static CompleteUpload Worker(RunningApp app, Func<int, bool, Task> attack)
    {
        var engine = app.Engine;
        var options = new BlobClientOptions();
        options.AddPolicy(new StorageHook(attack), HttpPipelinePosition.PerCall);
        var storage = new BlobServiceClient(engine.Get<IConfiguration>()["AzureWebJobsStorage"], options);
        var blobs = new BlobFiles(storage, engine.Get<BlobSigner>());
        return new(engine.Get<UploadGrantStore>(), new StagedFiles(storage, engine.Get<OwnerStore>()),
            new AssetFiles(blobs, engine.Get<PictureGate>()), engine.Get<UploadAsset>(), engine.Get<GetAsset>(),
            engine.Get<AssetViews>());
    }

    private static byte[] SameLength(byte[] file) => [.. file, .. new byte[Length - file.Length]];
}
