using Microsoft.OpenApi;
using RenderStudio.Core.Deliveries;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Deliveries;

/// <summary>What the API document tells about the properties of webhook endpoints and deliveries.</summary>
public static class EndpointNotes
{
    private const string Expiry = "Until then, deliveries are also signed with the previous secret; null without one.";

    public static SchemaNotes OfEndpoints(this SchemaNotes notes) => notes
        .Text<WebhookEndpoint>("events", "The types of events that it receives.")
        .Choice<WebhookEndpoint>(
            "disabledReason", WebhookEndpoint.DisabledReasons,
            "`owner` disabled it, or the app: after `failures` for days, or when it answered 410 (`gone`). Null while "
            + "it is enabled.")
        .Text<WebhookEndpoint>("failingSince", "The first failure that no success has followed; null without one.")
        .Text<WebhookEndpoint>("previousSecretExpiresAt", Expiry)
        .Text<EndpointWithSecretBody>("events", "The types of events that it receives.")
        .Text<EndpointWithSecretBody>("secret", "The key of the signatures; no other response contains it.")
        .Text<EndpointWithSecretBody>("previousSecretExpiresAt", Expiry)
        .Text<DeliveryView>("eventId", "`id` of the body, and the header `webhook-id` of every try.")
        .Choice<DeliveryView>("type", Vocabulary.EventTypes)
        .Json<DeliveryView>("data", Data, "What the event concerns, as the body contains it.")
        .Choice<DeliveryView>("status", ListDeliveries.Statuses)
        .Text<DeliveryView>("attempts", "Number of tries that have begun.")
        .Text<DeliveryView>("nextTryAt", "Null when no further try follows.")
        .Text<DeliveryView>("responseStatus", "HTTP status of the last response; null when the last try had none.")
        .Text<DeliveryView>("responseBody", "The first kilobyte of the last response.")
        .Text<DeliveryView>("error", "Why the last try had no response, in snake case; null when it had one.");

    // Each event contains some of these. Unlike a request, a response may gain properties.
    private static OpenApiSchema Data()
    {
        var data = Field.Record(
            [],
            ("generationId", Field.Id()), ("renderId", Field.Id()),
            ("index", Field.Whole(0, description: "The index of the variant.")),
            ("code", Field.Choice(Vocabulary.FailureCodes)),
            ("endpointId", Field.Id()), ("reason", Field.Choice(WebhookEndpoint.DisabledReasons)));
        data.AdditionalPropertiesAllowed = true;
        return data;
    }
}
