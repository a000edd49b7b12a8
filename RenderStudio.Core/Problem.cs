namespace RenderStudio.Core;

/// <summary>An expected failure that a response reports. Its code is stable; its message may change.</summary>
/// <param name="Errors">
/// Messages by field, for at most 20 fields; null for codes that do not concern fields.
/// </param>
/// <param name="RetryAfter">Time to wait before a retry; null when the problem specifies none.</param>
/// <param name="Content">The rejected text, for <c>content_rejected</c>; null for other codes.</param>
public sealed record Problem(
    ProblemCode Code,
    string Message,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    TimeSpan? RetryAfter = null,
    ContentRejection? Content = null)
{
    /// <summary>Number of invalid fields; <see cref="Errors"/> lists the first of them.</summary>
    public int? ErrorCount
    {
        get => field ?? Errors?.Count;
        init;
    }

    /// <summary>The code as responses contain it: <c>validation_failed</c>.</summary>
    public string CodeText => Code.ToSnakeCase();

    /// <summary>A <c>validation_failed</c> problem that concerns one field of the request.</summary>
    public static Problem OfField(string field, string message) =>
        new Problem(ProblemCode.ValidationFailed, message).In(field);

    /// <summary>The same problem, as one of a field of the request.</summary>
    public Problem In(string field) => this with
    {
        Message = $"{field}: {Message}",
        Errors = new Dictionary<string, string[]> { [field] = [Message] },
    };
}

public enum ProblemCode
{
    InvalidJson,
    InvalidWebhook,
    Unauthenticated,
    WebhookSignatureInvalid,
    WebhookTokenInvalid,
    QuotaExceeded,
    KeyCreditCapExceeded,
    StorageQuotaExceeded,
    Forbidden,
    OriginRejected,
    InsufficientScope,
    NotFound,
    MethodNotAllowed,
    RequestTimeout,
    UploadEnded,
    GenerationInFlight,
    IdempotencyInProgress,
    AssetInUse,
    BillingNotConfigured,
    SubscriptionExists,
    EndpointDisabled,
    LimitReached,
    BodyTooLarge,
    RangeNotSatisfiable,
    UnsupportedMediaType,
    ValidationFailed,
    ContentRejected,
    IdempotencyKeyReused,
    ImageUnreadable,
    ImageTooLarge,
    ImageTooSmall,
    ImageTooComplex,
    FileEmpty,
    UploadIncomplete,
    RateLimited,
    Unavailable,
}
