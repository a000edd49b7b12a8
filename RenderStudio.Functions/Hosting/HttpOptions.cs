using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.Hosting;

public sealed class HttpOptions
{
    public const string Section = "Http";

    /// <summary>Frontends on other origins (<c>https://studio.example.com</c>) whose pages may call the API.</summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Memory for request bodies in flight, in megabytes; an owner can use three eighths of it.</summary>
    [Range(96, 4096)]
    public int BodyMemoryMB { get; set; } = 128;
}

[OptionsValidator]
public sealed partial class HttpLimitsValidator : IValidateOptions<HttpOptions>;

public sealed class HttpOptionsValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options)
    {
        var wrong = options.AllowedOrigins.Where(origin => !IsOrigin(origin)).ToList();
        return wrong.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(wrong.Select(origin =>
                $"Http:AllowedOrigins holds '{origin}', which is not an origin such as https://studio.example.com."));
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text;
}
