using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.Extensions.Options;

namespace RenderStudio.Core.Replicate;

/// <summary>Where Replicate calls back: carries prediction and attempt, and a token that only we can make.</summary>
public sealed class WebhookAddress(IOptions<ReplicateOptions> options, IOptions<PublicAddressOptions> address)
{
    private const string Path = "/api/v1/webhooks/replicate";

    /// <summary>Null when webhooks are off.</summary>
    public Uri? For(Guid predictionId, int attempt) =>
        options.Value.Webhooks == "off"
            ? null
            : new Uri($"{address.Value.PublicBaseUrl.TrimEnd('/')}{Path}"
                + $"?prediction={predictionId}&attempt={attempt}&token={Token(predictionId, attempt)}");

    /// <summary>HMAC-SHA256 over <c>prediction.attempt</c>, base64url.</summary>
    public string Token(Guid predictionId, int attempt) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(
            Convert.FromBase64String(options.Value.WebhookTokenKey),
            Encoding.ASCII.GetBytes($"{predictionId}.{attempt}")));

    /// <summary>Whether the token in the link is ours, in constant time.</summary>
    public bool Holds(Guid predictionId, int attempt, string? token) =>
        token is not null && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Token(predictionId, attempt)));

    /// <summary>Prediction and attempt from a link of ours, as a listing shows it; null for anybody else's.</summary>
    public WebhookMark? Read(string? webhook)
    {
        if (!Uri.TryCreate(webhook, UriKind.Absolute, out var link) || link.AbsolutePath != Path)
            return null;
        var query = HttpUtility.ParseQueryString(link.Query);
        return Guid.TryParse(query["prediction"], out var prediction) && int.TryParse(query["attempt"], out var attempt)
            && Holds(prediction, attempt, query["token"])
                ? new WebhookMark(prediction, attempt)
                : null;
    }
}

/// <summary>Which attempt at which prediction a run belongs to.</summary>
public sealed record WebhookMark(Guid PredictionId, int Attempt);
