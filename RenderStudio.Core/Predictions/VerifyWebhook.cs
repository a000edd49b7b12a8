using Microsoft.Extensions.Options;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Predictions;

/// <summary>Verifies the signature of a webhook delivery and the token of its link.</summary>
public sealed class VerifyWebhook(
    WebhookSignature signature, WebhookAddress address, IOptions<ReplicateOptions> options)
{
    /// <summary>The same limit as in <see cref="WebhookSignature"/>.</summary>
    private const int MaxIdLength = 256;

    private bool IsSigned => options.Value.WebhookVerification == WebhookVerification.Signature;

    /// <returns>A problem when the headers alone show that the signature is invalid for every body.</returns>
    public Problem? RefuseUnread(WebhookDelivery delivery) =>
        IsSigned && !signature.CanVerify(delivery.Id, delivery.Timestamp, delivery.Signature) ? Unsigned : null;

    /// <returns>The prediction and the attempt that the link names.</returns>
    public Result<RunReference> Run(WebhookDelivery delivery)
    {
        if (IsSigned && !signature.Verify(delivery.Id, delivery.Timestamp, delivery.Signature, delivery.Body.Span))
            return Unsigned;

        if (address.Verify(delivery.PredictionId, delivery.Attempt, delivery.Token) is not { } run)
        {
            return new Problem(
                ProblemCode.WebhookTokenInvalid, "The token of the address does not match its prediction and attempt.");
        }

        return delivery.Id is { Length: > MaxIdLength }
            ? new Problem(ProblemCode.InvalidWebhook, "The delivery's id is too long.")
            : run;
    }

    private static Problem Unsigned { get; } = new(
        ProblemCode.WebhookSignatureInvalid, "The delivery has no valid signature of Replicate for this app.");
}
