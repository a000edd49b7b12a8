using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.ApiKeys;

public sealed class ApiKeyOptions
{
    public const string Section = "ApiKeys";

    /// <summary>Maximum number of keys per owner, including expired ones.</summary>
    [Range(0, 1000)]
    public int MaxKeys { get; set; } = 50;

    /// <summary>
    /// Time for which an instance uses a key without reading it again: how long a key works elsewhere after its
    /// deletion.
    /// </summary>
    [Range(0.0, 5.0)]
    public double CacheSeconds { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class ApiKeyOptionsValidator : IValidateOptions<ApiKeyOptions>;
