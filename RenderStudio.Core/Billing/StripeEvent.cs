using System.Text.Json;

namespace RenderStudio.Core.Billing;

/// <summary>
/// An event of Stripe (https://docs.stripe.com/api/events/object). Its object is read by field names and not through
/// the classes of Stripe.net, because the version of the API that an endpoint uses decides where a field is, and a
/// class rejects the whole event when a field that we do not use has changed its type.
/// </summary>
/// <param name="About">The object that the event is about.</param>
/// <param name="Account">The connected account of the event; null for events of our own account.</param>
public sealed record StripeEvent(
    string Id, string Type, DateTime Created, bool IsLive, string? Account, JsonElement About)
{
    /// <exception cref="JsonException">The body is not an event.</exception>
    public static StripeEvent Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        return root.Text("id") is { Length: > 0 } id && root.Text("type") is { Length: > 0 } type
            && root.Time("created") is { } created && root.Child("data")?.Child("object") is { } told
            ? new(id, type, created, root.Flag("livemode"), root.Text("account"), told.Clone())
            : throw new JsonException("The body is not an event.");
    }
}
