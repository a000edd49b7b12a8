using System.Security.Cryptography;
using System.Text.Json;

namespace RenderStudio.Local.Studio;

/// <summary>
/// The secrets of one studio, drawn once per data folder, so that yesterday's tokens and webhooks stay good.
/// </summary>
public sealed record StudioKeys
{
    /// <summary>HS256 key of the tokens the studio hands out; base64.</summary>
    public required string TokenSigning { get; init; }

    /// <summary>What the simulator signs deliveries with.</summary>
    public required string WebhookSecret { get; init; }

    /// <summary>Key of the token in a webhook's URL; base64.</summary>
    public required string WebhookToken { get; init; }

    public static StudioKeys LoadOrDraw(string file)
    {
        if (File.Exists(file))
            return JsonSerializer.Deserialize<StudioKeys>(File.ReadAllText(file))!;
        var keys = new StudioKeys
        {
            TokenSigning = Draw(),
            WebhookSecret = "whsec_" + Draw(),
            WebhookToken = Draw(),
        };
        File.WriteAllText(file, JsonSerializer.Serialize(keys));
        return keys;
    }

    private static string Draw() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
