using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
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

    /// <summary>
    /// The header in which a proxy in front of the app names the client, such as <c>X-Azure-SocketIP</c>; empty for the
    /// address that the Functions host reports.
    /// </summary>
    public string ClientAddressHeader { get; set; } = "";

    /// <summary>The entry of the header that is read, counted from its end: each trusted proxy adds one.</summary>
    [Range(1, 10)]
    public int TrustedProxies { get; set; } = 1;
}

[OptionsValidator]
public sealed partial class HttpLimitsValidator : IValidateOptions<HttpOptions>;

public sealed partial class HttpOptionsValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options)
    {
        List<string> failures =
        [
            .. options.AllowedOrigins.Index().Where(origin => !IsOrigin(origin.Item)).Select(origin =>
                $"Http:AllowedOrigins:{origin.Index} is not an origin such as https://studio.example.com."),
        ];
        if (!HeaderName().IsMatch(options.ClientAddressHeader.Trim()))
            failures.Add("Http:ClientAddressHeader must be the name of a header.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.UserInfo == "" && uri.GetLeftPart(UriPartial.Authority) == text;

    [GeneratedRegex(@"^[A-Za-z0-9-]{0,64}\z")]
    private static partial Regex HeaderName();
}
