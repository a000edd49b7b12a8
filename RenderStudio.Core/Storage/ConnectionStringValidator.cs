using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Storage;

/// <summary>Reads the connection string, so that a mistyped one is told at the start and never by a request.</summary>
public sealed class ConnectionStringValidator : IValidateOptions<StorageOptions>
{
    private const string Sentence =
        "Storage:ConnectionString (or AzureWebJobsStorage) cannot be read; it looks like "
        + "DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net.";

    public ValidateOptionsResult Validate(string? name, StorageOptions options) =>
        options.ConnectionString == "" || IsReadable(options.ConnectionString)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(Sentence);

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
