using System.Text;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Finds settings with a secret of local.settings.sample.json, which everyone knows: base64 of a text such as
/// <c>sample-…-replace-me</c>.
/// </summary>
public static class SampleSecrets
{
    private const string WebhookPrefix = "whsec_", Start = "sample-", End = "-replace-me";

    public static IEnumerable<string> Of(IConfiguration configuration, IHostEnvironment environment) =>
        environment.IsDevelopment()
            ? []
            : from setting in configuration.AsEnumerable()
              where setting.Value is { } value && IsSample(value)
              orderby setting.Key
              select $"{setting.Key} is the secret of local.settings.sample.json, which is public. It is allowed only "
                  + "in Development.";

    private static bool IsSample(string value)
    {
        var text = value.Trim();
        text = text.StartsWith(WebhookPrefix, StringComparison.Ordinal) ? text[WebhookPrefix.Length..] : text;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && Encoding.Latin1.GetString(bytes, 0, length) is var plain
            && plain.StartsWith(Start, StringComparison.Ordinal) && plain.EndsWith(End, StringComparison.Ordinal);
    }
}
