using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Blobs;

/// <summary>
/// Validates how the app connects to the storage account, so that invalid settings prevent start-up instead of failing
/// a request.
/// </summary>
internal sealed class StorageConnectionValidator : IValidateOptions<StorageOptions>
{
    private const string Missing =
        "Storage:ConnectionString (or AzureWebJobsStorage) is required, or both Storage:BlobServiceUri and "
        + "Storage:QueueServiceUri.";

    private const string Unreadable =
        "Storage:ConnectionString (or AzureWebJobsStorage) is invalid. Expected: "
        + "DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net.";

    private const string NoAddress =
        "Storage:BlobServiceUri and Storage:QueueServiceUri must be https addresses such as "
        + "https://account.blob.core.windows.net.";

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        if (options.IsByIdentity())
            return Check(IsAddress(options.BlobServiceUri) && IsAddress(options.QueueServiceUri), NoAddress);
        return options.ConnectionString == ""
            ? ValidateOptionsResult.Fail(Missing)
            : Check(IsReadable(options.ConnectionString), Unreadable);
    }

    private static ValidateOptionsResult Check(bool right, string sentence) =>
        right ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(sentence);

    // A token of an identity is sent over https only.
    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    private static bool IsReadable(string text)
    {
        try
        {
            _ = new BlobServiceClient(text).Uri;
            _ = new QueueServiceClient(text).Uri;
            return true;
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException
            or InvalidOperationException)
        {
            return false;
        }
    }
}
