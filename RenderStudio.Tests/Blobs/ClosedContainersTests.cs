using System.Net;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Blobs;

/// <summary>
/// Neither container allows reading or listing without a signed link, whatever its earlier access level.
/// </summary>
[Collection<OnTheWorkbench>]
public sealed class ClosedContainersTests(Workbench bench) : IDisposable
{
    private readonly HttpClient anyone = new(new SocketsHttpHandler());

    [Theory]
    [InlineData(PublicAccessType.None)]
    [InlineData(PublicAccessType.Blob)]
    [InlineData(PublicAccessType.BlobContainer)]
    public async Task After_setup_no_container_allows_anonymous_access(PublicAccessType before)
    {
        var path = $"{Guid.NewGuid()}/seen.bin";
        foreach (var container in Containers)
        {
            await container.SetAccessPolicyAsync(before);
            await container.GetBlobClient(path).UploadAsync(new BinaryData("seen"u8.ToArray()));
        }

        await bench.Engine.Get<StorageSetup>().RunAsync([], default);

        foreach (var container in Containers)
        {
            Assert.Equal(PublicAccessType.None, (await container.GetAccessPolicyAsync()).Value.BlobPublicAccess);
            await RefusedAsync(container.GetBlobClient(path).Uri);
            await RefusedAsync(new($"{container.Uri}?restype=container&comp=list"));
        }
    }

    public void Dispose() => anyone.Dispose();

    private IEnumerable<BlobContainerClient> Containers =>
        StudioContainers.All.Select(bench.Engine.Get<BlobServiceClient>().GetBlobContainerClient);

    private async Task RefusedAsync(Uri address)
    {
        using var answer = await anyone.GetAsync(address);
        Assert.Contains(
            answer.StatusCode,
            new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound });
    }
}
