using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.Hosting;

public sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>
    /// Origins of frontends that may call the API from a browser, such as <c>https://studio.example.com</c>.
    /// </summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>
    /// Memory for request bodies that are being received, in megabytes. One owner can use three eighths of it.
    /// </summary>
    [Range(96, 4096)]
    public int BodyMemoryMB { get; set; } = 128;
}

[OptionsValidator]
public sealed partial class HttpLimitsValidator : IValidateOptions<HttpOptions>;

public sealed class HttpOptionsValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options)
    {
        var invalid = options.AllowedOrigins.Where(origin => !IsOrigin(origin)).ToList();
        return invalid.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(invalid.Select(origin =>
                $"Http:AllowedOrigins contains '{origin}', which is not an origin such as "
                + "https://studio.example.com."));
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.UserInfo == "" && uri.GetLeftPart(UriPartial.Authority) == text;
}
