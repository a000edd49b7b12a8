using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// The webhook link of a run: it contains prediction and attempt, and a token that authenticates both.
/// </summary>
public sealed class WebhookAddress(IOptions<ReplicateOptions> options, IOptions<PublicAddressOptions> address)
{
    /// <summary>The path of the webhook endpoint, without a leading slash.</summary>
    public const string Route = "api/v1/webhooks/replicate";

    private const string InputParameter = "studio";

    /// <summary>Null when webhooks are off.</summary>
    public Uri? For(Guid predictionId, int attempt) =>
        !options.Value.WebhooksEnabled
            ? null
            : new Uri($"{address.Value.PublicBaseUrl.TrimEnd('/')}/{Route}"
                + $"?prediction={predictionId}&attempt={attempt}&token={Token(predictionId, attempt)}");

    /// <summary>
    /// Adds prediction and attempt to the link of an input, so that a run in a listing without webhook links can be
    /// matched. Blob storage ignores unknown parameters. The token differs from the webhook's token, because the model
    /// can read it.
    /// </summary>
    public Uri MarkInput(Uri link, Guid predictionId, int attempt) =>
        new($"{link.AbsoluteUri}{(link.Query == "" ? '?' : '&')}"
            + $"{InputParameter}={predictionId}.{attempt}.{Hmac($"input.{predictionId}.{attempt}")}");

    /// <summary>Reads prediction and attempt from the link of an input; null without a valid token.</summary>
    public RunReference? ReadInput(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
        && HttpUtility.ParseQueryString(uri.Query)[InputParameter]?.Split('.') is [var id, var attempt, var token]
        && AreEqual(token, Hmac($"input.{id}.{attempt}"))
            ? Parse(id, attempt)
            : null;

    /// <summary>HMAC-SHA256 over <c>prediction.attempt</c>, base64url.</summary>
    public string Token(Guid predictionId, int attempt) => Hmac($"{predictionId}.{attempt}");

    /// <summary>
    /// Verifies the token of a webhook link in constant time. The token covers the texts of prediction and attempt, so
    /// another spelling of the same id or number is invalid.
    /// </summary>
    /// <returns>Null without a valid token.</returns>
    public RunReference? Verify(string? prediction, string? attempt, string? token) =>
        token is not null && AreEqual(token, Hmac($"{prediction}.{attempt}")) ? Parse(prediction, attempt) : null;

    /// <summary>Reads prediction and attempt from a webhook link in a listing; null without a valid token.</summary>
    public RunReference? Read(string? webhook)
    {
        if (!Uri.TryCreate(webhook, UriKind.Absolute, out var link) || link.AbsolutePath != $"/{Route}")
            return null;
        var query = HttpUtility.ParseQueryString(link.Query);
        return Verify(query["prediction"], query["attempt"], query["token"]);
    }

    private static RunReference? Parse(string? prediction, string? attempt) =>
        Guid.TryParse(prediction, out var id) && int.TryParse(attempt, out var number) ? new(id, number) : null;

    private string Hmac(string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(
            Convert.FromBase64String(options.Value.WebhookTokenKey), Encoding.ASCII.GetBytes(text)));

    private static bool AreEqual(string token, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(expected));
}

/// <summary>The prediction and the attempt to which a run belongs.</summary>
public sealed record RunReference(Guid PredictionId, int Attempt);
