using System.Text.Json;

namespace RenderStudio.Core;

/// <summary>An expected "no", told to the caller. Its code is stable; its message may change.</summary>
/// <param name="Errors">
/// Field → messages of at most 20 fields, for the codes that speak of fields; null otherwise.
/// </param>
/// <param name="RetryAfter">How long to wait before asking again; null when waiting does not help.</param>
/// <param name="Content">What was found, for <c>content_rejected</c>.</param>
public sealed record Problem(
    ProblemCode Code,
    string Message,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    TimeSpan? RetryAfter = null,
    ContentRejection? Content = null)
{
    /// <summary>Number of invalid fields, of which <see cref="Errors"/> lists the first.</summary>
    public int? ErrorCount
    {
        get => field ?? Errors?.Count;
        init;
    }

    /// <summary>The code as it stands in answers: <c>validation_failed</c>.</summary>
    public string CodeText => JsonNamingPolicy.SnakeCaseLower.ConvertName(Code.ToString());

    /// <summary>A refusal of one field of the request.</summary>
    public static Problem OfField(string field, string message) =>
        new(ProblemCode.ValidationFailed, message, new Dictionary<string, string[]> { [field] = [message] });
}

public enum ProblemCode
{
    InvalidJson,
    InvalidWebhook,
    Unauthenticated,
    WebhookSignatureInvalid,
    WebhookTokenInvalid,
    QuotaExceeded,
    Forbidden,
    NotFound,
    GenerationInFlight,
    IdempotencyInProgress,
    AssetInUse,
    BodyTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
    ContentRejected,
    IdempotencyKeyReused,
    ImageUnreadable,
    ImageTooLarge,
    ImageTooSmall,
    ImageTooComplex,
    FileEmpty,
    RateLimited,
    Unavailable,
}
