using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Blobs;

public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>
    /// Blobs and queues by account key. Falls back to <c>AzureWebJobsStorage</c>, the account the Functions host listens
    /// on. Empty when the account is reached by identity.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// Blobs by the app's identity. Falls back to <c>AzureWebJobsStorage__blobServiceUri</c>, as the next one.
    /// </summary>
    public string BlobServiceUri { get; set; } = "";

    public string QueueServiceUri { get; set; } = "";

    /// <summary>Lifetime of a presigned upload's address.</summary>
    [Range(0.01, 10)]
    public double UploadMinutes { get; set; } = 5;

    /// <summary>After this, when no address of it can work any more, an upload that nobody completed is deleted.</summary>
    [Range(10.0, 1440.0)]
    public double StagedUploadRetentionMinutes { get; set; } = 60;

    /// <summary>
    /// What one owner may have announced and not completed. An upload that exceeds what was announced is removed.
    /// </summary>
    [Range(1, long.MaxValue)]
    public long MaxStagedBytes { get; set; } = 500L * 1024 * 1024;

    /// <summary>In so many files.</summary>
    [Range(1, 1000)]
    public int MaxStagedFiles { get; set; } = 100;

    /// <summary>Longest time that moving one thing's files may take before another worker takes it over.</summary>
    [Range(0.1, 300)]
    public double FileMoveLeaseSeconds { get; set; } = 10;

    /// <summary>
    /// <c>private</c>, or <c>public</c>: what a generation delivers is shown to everybody until its owner makes it
    /// private. Says nothing about renders that exist.
    /// </summary>
    [AllowedValues("private", "public")]
    public string DefaultVisibility { get; set; } = "private";

    public bool IsPublicByDefault() => DefaultVisibility == "public";

    public bool IsByIdentity() => ConnectionString == "" && BlobServiceUri != "" && QueueServiceUri != "";
}

[OptionsValidator]
public sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
