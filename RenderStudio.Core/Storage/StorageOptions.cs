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

    /// <summary>Longest time that moving one thing's files may take before another worker takes it over.</summary>
    [Range(0.1, 300)]
    public double MoveSeconds { get; set; } = 10;
}

[OptionsValidator]
public sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
