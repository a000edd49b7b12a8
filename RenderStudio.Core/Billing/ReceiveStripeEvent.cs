using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Billing;

/// <summary>
/// Receives an event of Stripe: verifies the signature over the raw bytes, stores the event, then applies it. The
/// database is not used before the signature is verified. A success means that the event is stored and applied. An
/// event that is stored but not applied, for example because the instance crashed, is applied when Stripe sends it
/// again or by <see cref="ApplyStoredEvents"/>.
/// </summary>
public sealed partial class ReceiveStripeEvent(
    StripeSignature signature, StudioDatabase database, ApplyStripeEvent apply, IOptions<BillingOptions> options,
    ILogger<ReceiveStripeEvent> logger)
{
    /// <summary>Returns a problem when the header alone shows that no body can be accepted; otherwise null.</summary>
    /// <param name="header">The header <c>Stripe-Signature</c>; null when it is missing.</param>
    public Problem? RefuseUnread(string? header) =>
        !options.Value.IsConfigured ? NotConfigured : signature.CanVerify(header) ? null : Unsigned;

    public async Task<Result<EventOutcome>> RunAsync(string? header, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (RefuseUnread(header) is { } refused)
            return refused;
        if (!signature.Verify(header, body))
            return Unsigned;
        try
        {
            var told = StripeEvent.Parse(body);
            if (told.IsLive == options.Value.IsLive)
                return await ApplyAsync(told, Encoding.UTF8.GetString(body.Span), ct);
            LogOtherMode(logger, told.Id, told.IsLive);
            return new Problem(ProblemCode.InvalidWebhook, "The event is of the other mode (live or test).");
        }
        catch (JsonException)
        {
            return new Problem(ProblemCode.InvalidWebhook, "The body is not an event.");
        }
    }

    private async Task<EventOutcome> ApplyAsync(StripeEvent told, string payload, CancellationToken ct)
    {
        await using (var connection = await database.OpenAsync(ct))
        {
            if (await StripeEventStore.RecordAsync(connection, told, payload))
                return EventOutcome.NoEffect;
        }

        return await apply.RunAsync(told, ct);
    }

    internal static Problem NotConfigured { get; } =
        new(ProblemCode.BillingNotConfigured, "This app sells nothing: billing is not configured.");

    private static Problem Unsigned { get; } = new(
        ProblemCode.WebhookSignatureInvalid, "The delivery has no valid signature of Stripe for this app.");

    [LoggerMessage(Level = LogLevel.Error,
        Message = "Stripe event {EventId} was rejected: its live mode is {IsLive}, unlike that of Billing:SecretKey")]
    private static partial void LogOtherMode(ILogger logger, string eventId, bool isLive);
}
