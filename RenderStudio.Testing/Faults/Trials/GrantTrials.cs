using System.Net;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults.Trials;

/// <summary>A grant creates its one file once and permits nothing else.</summary>
public static class GrantTrials
{
    private const int Grants = 2;

    private static readonly byte[] Photo = Drawing.Quarters(100, 80).EncodeJpeg();

    public static Trial Abused { get; } = new("grants abused", AbusedAsync);

    private static async Task AbusedAsync(TrialRun run)
    {
        using var owner = run.App.ClientOf(Guid.NewGuid().ToString());
        var readable = (await owner.UploadedAsync(Photo)).Text("url");
        var container = run.App.Engine.Get<BlobServiceClient>().GetBlobContainerClient(StudioContainers.Private);
        for (var number = 0; number < Grants * run.Scale; number++)
        {
            var (grant, unused) = (await owner.GrantedAsync(Photo.Length), await owner.GrantedAsync(Photo.Length));
            await PutOnceAsync(run, grant);
            var file = container.GetBlockBlobClient(grant.Text("path"));
            var before = await StateAsync(file);
            foreach (var attempt in GrantAttempt.All(grant.Text("uploadUrl"), unused.Text("uploadUrl"), readable))
                await RefusedAsync(run, attempt);

            Assert.Equal(before, await StateAsync(file));
            Assert.False(await container.GetBlobClient(unused.Text("path")).ExistsAsync());
            await CompletedAsync(owner, grant);
            var left = container.GetBlobs(BlobTraits.None, BlobStates.All, grant.Text("path"), default).Single();
            Assert.Equal(0, left.Properties.ContentLength);
            Assert.Equal(HttpStatusCode.Forbidden, (await run.App.Http.PutAsync(grant, Photo)).StatusCode);
        }

        run.Tried.AtLeast("refused", 15 * Grants * run.Scale);
    }

    private static async Task PutOnceAsync(TrialRun run, JsonElement grant)
    {
        var first = await run.App.Http.PutAsync(grant, Photo);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
    }

    private static async Task RefusedAsync(TrialRun run, GrantAttempt attempt)
    {
        using var request = attempt.ToRequest();
        using var answer = await run.App.Http.SendAsync(request);
        // Azure permits snapshots of a file to a client that can create the file; they are deleted with it.
        if (attempt.What == "snapshot" && answer.StatusCode == HttpStatusCode.Created)
            return;
        Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{attempt.What}: {answer.StatusCode}");
        run.Tried.Add("refused");
    }

    private static async Task CompletedAsync(HttpClient owner, JsonElement grant)
    {
        var answer = await owner.CompleteAsync(grant);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The complete state that a client could have changed.</summary>
    private static async Task<string> StateAsync(BlockBlobClient file)
    {
        var now = (await file.GetPropertiesAsync()).Value;
        var content = (await file.DownloadContentAsync()).Value.Content;
        Assert.True(content.ToMemory().Span.SequenceEqual(Photo));
        var blocks = (await file.GetBlockListAsync(BlockListTypes.All)).Value;
        return string.Join(' ', now.ETag, now.LastModified, now.ContentType, now.ContentEncoding, now.Metadata.Count,
            now.AccessTier, now.LeaseState, now.TagCount, now.BlobType, blocks.UncommittedBlocks.Count());
    }
}
