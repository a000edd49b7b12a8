using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace RenderStudio.Core.Blobs;

/// <summary>
/// Signs links that allow one operation on one file for a limited time: with the account key or, when the app
/// authenticates by identity, with a user delegation key.
/// </summary>
public sealed class BlobSigner(BlobServiceClient service, TimeProvider clock)
{
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    // The clock of this machine may be ahead of the clock of storage:
    // https://learn.microsoft.com/azure/storage/common/storage-sas-overview#best-practices-when-using-sas
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private UserDelegationKey? key;

    public Uri Sign(string container, string path, BlobSasPermissions allowed, DateTimeOffset expires)
    {
        var blob = service.GetBlobContainerClient(container).GetBlobClient(path);
        var grant = new BlobSasBuilder(allowed, expires)
        {
            BlobContainerName = container,
            BlobName = path,
            Resource = "b",
            Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        if (blob.CanGenerateSasUri)
            return blob.GenerateSasUri(grant);
        var signed = grant.ToSasQueryParameters(DelegationKey(expires), service.AccountName);
        return new BlobUriBuilder(blob.Uri) { Sas = signed }.ToUri();
    }

    // One blocking request per day. A link must not outlive its key.
    private UserDelegationKey DelegationKey(DateTimeOffset until)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (key is null || key.SignedExpiresOn <= until)
                key = service.GetUserDelegationKey(
                    new BlobGetUserDelegationKeyOptions(now + KeyLifetime) { StartsOn = now - Skew });
            return key;
        }
    }
}
