using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Blobs;

public sealed class PublicAddressOptions
{
    public const string Section = "Http";

    /// <summary>Public base URL of the app, without a path. Replicate sends its webhooks there.</summary>
    [Required]
    public string PublicBaseUrl { get; set; } = "";
}

[OptionsValidator]
internal sealed partial class PublicAddressOptionsValidator : IValidateOptions<PublicAddressOptions>;

/// <summary>Requires https outside Development, because results and tokens are sent to this address.</summary>
internal sealed class PublicAddressValidator(IHostEnvironment environment) : IValidateOptions<PublicAddressOptions>
{
    public ValidateOptionsResult Validate(string? name, PublicAddressOptions options)
    {
        if (options.PublicBaseUrl == "" || IsAddress(options.PublicBaseUrl))
            return ValidateOptionsResult.Success;
        return ValidateOptionsResult.Fail(
            "Http:PublicBaseUrl must be an address without a path, such as https://studio.example.com"
            + (environment.IsDevelopment() ? "." : "; http is allowed only in Development."));
    }

    private bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment()))
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" };
}
