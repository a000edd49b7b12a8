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
        && HttpUtility.ParseQueryString(uri.Query)[InputParameter]?.Split('.') is [var id, var number, var token]
        && Guid.TryParse(id, out var prediction) && int.TryParse(number, out var attempt)
        && AreEqual(token, Hmac($"input.{prediction}.{attempt}"))
            ? new RunReference(prediction, attempt)
            : null;

    /// <summary>HMAC-SHA256 over <c>prediction.attempt</c>, base64url.</summary>
    public string Token(Guid predictionId, int attempt) => Hmac($"{predictionId}.{attempt}");

    /// <summary>Verifies the token of a webhook link in constant time.</summary>
    public bool Verify(Guid predictionId, int attempt, string? token) =>
        token is not null && AreEqual(token, Token(predictionId, attempt));

    /// <summary>Reads prediction and attempt from a webhook link in a listing; null without a valid token.</summary>
    public RunReference? Read(string? webhook)
    {
        if (!Uri.TryCreate(webhook, UriKind.Absolute, out var link) || link.AbsolutePath != $"/{Route}")
            return null;
        var query = HttpUtility.ParseQueryString(link.Query);
        return Guid.TryParse(query["prediction"], out var prediction) && int.TryParse(query["attempt"], out var attempt)
            && Verify(prediction, attempt, query["token"])
                ? new RunReference(prediction, attempt)
                : null;
    }

    private string Hmac(string text) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(
            Convert.FromBase64String(options.Value.WebhookTokenKey), Encoding.ASCII.GetBytes(text)));

    private static bool AreEqual(string token, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(expected));
}

/// <summary>The prediction and the attempt to which a run belongs.</summary>
public sealed record RunReference(Guid PredictionId, int Attempt);
