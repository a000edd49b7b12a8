using System.Security.Cryptography;
using System.Text.Json;
using RenderStudio.Local.Children;

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
        try
        {
            return File.Exists(file) ? Load(file) : DrawInto(file);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException(
                $"The keys in {file} cannot be used: remove the file, and new ones are drawn (old tokens end). {e.Message}");
        }
    }

    private static StudioKeys Load(string file) =>
        JsonSerializer.Deserialize<StudioKeys>(File.ReadAllText(file)) ?? throw new JsonException("It is empty.");

    private static StudioKeys DrawInto(string file)
    {
        var keys = new StudioKeys
        {
            TokenSigning = Draw(),
            WebhookSecret = "whsec_" + Draw(),
            WebhookToken = Draw(),
        };
        Write(file, JsonSerializer.Serialize(keys));
        return keys;
    }

    // Complete and closed to others before it has its name: a studio killed here leaves no half file behind.
    private static void Write(string file, string text)
    {
        var unfinished = file + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(unfinished, options))
            writer.Write(text);
        File.Move(unfinished, file, overwrite: true);
    }

    private static string Draw() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
