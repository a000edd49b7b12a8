using System.Security.Cryptography;
using System.Text.Json;
using RenderStudio.Local.Children;

namespace RenderStudio.Local.Studio;

/// <summary>
/// The secrets of one studio, generated once per data folder, so that tokens and webhooks stay valid after a restart.
/// </summary>
public sealed record StudioKeys
{
    /// <summary>HS256 key that signs the studio's tokens; base64.</summary>
    public required string TokenSigning { get; init; }

    /// <summary>Secret that signs the simulator's deliveries.</summary>
    public required string WebhookSecret { get; init; }

    /// <summary>Key of the token in webhook URLs; base64.</summary>
    public required string WebhookToken { get; init; }

    /// <summary>
    /// Key of the secrets of owners' webhook endpoints; base64. Null in a file of an earlier version.
    /// </summary>
    public string? EndpointSecrets { get; init; }

    public static StudioKeys LoadOrGenerate(string file)
    {
        try
        {
            return File.Exists(file) ? Load(file) : GenerateInto(file);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException(
                $"The keys in {file} cannot be used: remove the file to generate new ones "
                + $"(existing tokens become invalid). {e.Message}");
        }
    }

    private static StudioKeys Load(string file)
    {
        var keys = JsonSerializer.Deserialize<StudioKeys>(File.ReadAllText(file))
            ?? throw new JsonException("It is empty.");
        if (keys.EndpointSecrets is not null)
            return keys;
        keys = keys with { EndpointSecrets = GenerateKey() };
        Write(file, JsonSerializer.Serialize(keys));
        return keys;
    }

    private static StudioKeys GenerateInto(string file)
    {
        var keys = new StudioKeys
        {
            TokenSigning = GenerateKey(),
            WebhookSecret = "whsec_" + GenerateKey(),
            WebhookToken = GenerateKey(),
            EndpointSecrets = GenerateKey(),
        };
        Write(file, JsonSerializer.Serialize(keys));
        return keys;
    }

    // The file is complete and has restricted permissions before it gets its name, so that an interrupted start leaves
    // no partial file.
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

    private static string GenerateKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
