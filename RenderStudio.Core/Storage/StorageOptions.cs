using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Storage;

public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>
    /// Blobs and queues. Falls back to <c>AzureWebJobsStorage</c>, the account the Functions host listens on.
    /// </summary>
    [Required(ErrorMessage = "StorageOptions.ConnectionString (or AzureWebJobsStorage) is required.")]
    public string ConnectionString { get; set; } = "";
}

[OptionsValidator]
public sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
