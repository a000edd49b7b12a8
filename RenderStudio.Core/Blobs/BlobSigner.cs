using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace RenderStudio.Core.Blobs;

/// <summary>
/// Makes links that allow one thing with one file for a while: with the account's key, or, where the account is reached
/// by identity, with a key that storage lends to that identity.
/// </summary>
public sealed class BlobSigner(BlobServiceClient service, TimeProvider clock)
{
    private static readonly TimeSpan LentTime = TimeSpan.FromHours(24);

    // Our clock may be ahead of storage's:
    // https://learn.microsoft.com/azure/storage/common/storage-sas-overview#best-practices-when-using-sas
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private UserDelegationKey? lent;

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
        var signed = grant.ToSasQueryParameters(LentKey(expires), service.AccountName);
        return new BlobUriBuilder(blob.Uri) { Sas = signed }.ToUri();
    }

    // One blocking request a day; a link must not outlive its key.
    private UserDelegationKey LentKey(DateTimeOffset until)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (lent is null || lent.SignedExpiresOn <= until)
                lent = service.GetUserDelegationKey(
                    new BlobGetUserDelegationKeyOptions(now + LentTime) { StartsOn = now - Skew });
            return lent;
        }
    }
}
