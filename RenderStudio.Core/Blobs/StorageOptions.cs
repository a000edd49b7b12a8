using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Blobs;

public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>
    /// Connection string with an account key, for blobs and queues. Falls back to <c>AzureWebJobsStorage</c>, the
    /// account of the Functions host. Empty when the app authenticates by identity.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Blob endpoint for authentication by identity. Falls back to <c>AzureWebJobsStorage__blobServiceUri</c>; the
    /// queue endpoint falls back likewise.
    /// </summary>
    public string BlobServiceUri { get; set; } = "";

    public string QueueServiceUri { get; set; } = "";

    /// <summary>Lifetime of a presigned upload link in minutes.</summary>
    [Range(0.01, 10)]
    public double UploadMinutes { get; set; } = 5;

    /// <summary>
    /// Minutes after which an upload that was not completed is deleted. No link to it can be valid any more by then.
    /// </summary>
    [Range(10.0, 1440.0)]
    public double StagedUploadRetentionMinutes { get; set; } = 60;

    /// <summary>
    /// Maximum bytes that one owner can have announced and not completed. An upload that exceeds its announced size is
    /// removed.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long MaxStagedBytes { get; set; } = 500L * 1024 * 1024;

    /// <summary>Maximum number of files that one owner can have announced and not completed.</summary>
    [Range(1, 1000)]
    public int MaxStagedFiles { get; set; } = 100;

    /// <summary>Lease of a file move in seconds. After it expires, another worker can take the move over.</summary>
    [Range(0.1, 300)]
    public double FileMoveLeaseSeconds { get; set; } = 10;

    /// <summary>
    /// <c>private</c> or <c>public</c>: the initial visibility of new renders. Existing renders keep their visibility.
    /// </summary>
    [AllowedValues("private", "public")]
    public string DefaultVisibility { get; set; } = "private";

    public bool IsPublicByDefault() => DefaultVisibility == "public";

    public bool IsByIdentity() => ConnectionString == "" && BlobServiceUri != "" && QueueServiceUri != "";
}

[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
