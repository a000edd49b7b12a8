using RenderStudio.Core;

namespace RenderStudio.Functions.Reference;

/// <summary>What each problem code means, for the document.</summary>
public static class ProblemSentences
{
    public static string Of(string code) => Enum.GetValues<ProblemCode>()
        .Where(known => new Problem(known, "").CodeText == code).Select(Of)
        .SingleOrDefault("An internal error occurred.");

    private static string Of(ProblemCode code) => code switch
    {
        ProblemCode.InvalidJson => "The request could not be read.",
        ProblemCode.InvalidWebhook => "A header or the body of the webhook is missing or malformed.",
        ProblemCode.Unauthenticated => "A valid token is required.",
        ProblemCode.WebhookSignatureInvalid => "The signature of the webhook is not valid.",
        ProblemCode.WebhookTokenInvalid => "The token in the address of the webhook is not valid.",
        ProblemCode.QuotaExceeded => "The plan or the remaining credits do not allow the request.",
        ProblemCode.KeyCreditCapExceeded => "The monthly cap of the API key does not allow the request.",
        ProblemCode.StorageQuotaExceeded =>
            "The plan keeps no more files or bytes. Delete pictures that are not needed.",
        ProblemCode.Forbidden => "The token lacks the required role.",
        ProblemCode.OriginRejected => "A page of another origin requested a change with the cookie of a sign-in.",
        ProblemCode.InsufficientScope => "The API key lacks the scope that the operation requires.",
        ProblemCode.NotFound => "The caller has nothing with this id.",
        ProblemCode.MethodNotAllowed => "The resource does not support the method; `Allow` lists those that it supports.",
        ProblemCode.RequestTimeout => "The body was not received in time; repeat the request after `Retry-After`.",
        ProblemCode.UploadEnded => "The upload has ended or expired. Get a new address and upload the file again.",
        ProblemCode.GenerationInFlight => "A generation that is not finished prevents the request.",
        ProblemCode.IdempotencyInProgress => "The first request with this key is not finished.",
        ProblemCode.AssetInUse => "A generation that is not finished uses the photo.",
        ProblemCode.BillingNotConfigured => "The app sells nothing.",
        ProblemCode.SubscriptionExists => "The owner has a subscription. Change its plan in the customer portal.",
        ProblemCode.EndpointDisabled => "The webhook endpoint is disabled. Enable it first.",
        ProblemCode.LimitReached =>
            "The account has the maximum number of webhook endpoints or API keys. Delete one first.",
        ProblemCode.BodyTooLarge => "The body or one of its parts exceeds the size limit.",
        ProblemCode.RangeNotSatisfiable => "The file has no such range; `Content-Range` contains its size.",
        ProblemCode.UnsupportedMediaType => "The media type of the body, or the format of a file, is not supported.",
        ProblemCode.ValidationFailed => "Fields or parameters are invalid; `errors` names them.",
        ProblemCode.ContentRejected => "Moderation rejects the text; `moderation` names rule and position.",
        ProblemCode.IdempotencyKeyReused => "The key was used for a request with another body.",
        ProblemCode.ImageUnreadable => "The picture is damaged.",
        ProblemCode.ImageTooLarge => "The picture has too many pixels.",
        ProblemCode.ImageTooSmall => "The picture has too few pixels.",
        ProblemCode.ImageTooComplex => "Decoding the picture takes too much time or memory.",
        ProblemCode.FileEmpty => "The file has no content.",
        ProblemCode.UploadIncomplete => "Fewer bytes arrived than announced. Get a new address and upload the file again.",
        ProblemCode.RateLimited => "Too many requests of this kind; repeat the request after `Retry-After`.",
        ProblemCode.Unavailable => "A service is not reachable; repeat the request after `Retry-After`.",
    };
}
