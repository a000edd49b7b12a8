using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Replicate;

public sealed class PublicAddressOptions
{
    public const string Section = "Http";

    /// <summary>The address by which the world reaches this app, without a path; Replicate calls back there.</summary>
    [Required, Url]
    public string PublicBaseUrl { get; set; } = "";
}

[OptionsValidator]
public sealed partial class PublicAddressOptionsValidator : IValidateOptions<PublicAddressOptions>;
