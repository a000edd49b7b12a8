using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Blobs;

namespace RenderStudio.Core.Replicate;

/// <summary>Where Replicate calls back: carries prediction and attempt, and a token that only we can make.</summary>
public sealed class WebhookAddress(IOptions<ReplicateOptions> options, IOptions<PublicAddressOptions> address)
{
    /// <summary>The path of the webhook endpoint, without a leading slash.</summary>
    public const string Route = "api/v1/webhooks/replicate";

    private const string InputMark = "studio";

    /// <summary>Null when webhooks are off.</summary>
    public Uri? For(Guid predictionId, int attempt) =>
        options.Value.Webhooks == "off"
            ? null
            : new Uri($"{address.Value.PublicBaseUrl.TrimEnd('/')}/{Route}"
                + $"?prediction={predictionId}&attempt={attempt}&token={Token(predictionId, attempt)}");

    /// <summary>
    /// The link of an input made unique to prediction and attempt: a listing that leaves out the webhook still shows
    /// it. Blob storage ignores a parameter it does not know. The token is another than the webhook's, because the
    /// model reads it.
    /// </summary>
    public Uri MarkInput(Uri link, Guid predictionId, int attempt) =>
        new($"{link.AbsoluteUri}{(link.Query == "" ? '?' : '&')}"
            + $"{InputMark}={predictionId}.{attempt}.{Hmac($"input.{predictionId}.{attempt}")}");

    /// <summary>The mark of an input's link; null for a link that is not ours.</summary>
    public RunReference? ReadInput(string link) =>
        Uri.TryCreate(link, UriKind.Absolute, out var uri)
        && HttpUtility.ParseQueryString(uri.Query)[InputMark]?.Split('.') is [var id, var number, var token]
        && Guid.TryParse(id, out var prediction) && int.TryParse(number, out var attempt)
        && AreEqual(token, Hmac($"input.{prediction}.{attempt}"))
            ? new RunReference(prediction, attempt)
            : null;

    /// <summary>HMAC-SHA256 over <c>prediction.attempt</c>, base64url.</summary>
    public string Token(Guid predictionId, int attempt) => Hmac($"{predictionId}.{attempt}");

    /// <summary>Whether the token in the link is ours, in constant time.</summary>
    public bool Verify(Guid predictionId, int attempt, string? token) =>
        token is not null && AreEqual(token, Token(predictionId, attempt));

    /// <summary>Prediction and attempt from a link of ours, as a listing shows it; null for anybody else's.</summary>
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

    private static bool AreEqual(string token, string ours) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(ours));
}

/// <summary>Which attempt at which prediction a run belongs to.</summary>
public sealed record RunReference(Guid PredictionId, int Attempt);
