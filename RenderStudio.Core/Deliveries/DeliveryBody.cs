using System.Text.Json;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// The body of a delivery: <c>type</c>, <c>id</c>, <c>occurredAt</c> and <c>data</c>. All tries of a delivery have the
/// same bytes.
/// </summary>
internal static class DeliveryBody
{
    public static byte[] Of(ClaimedDelivery delivery)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", delivery.Type);
            json.WriteString("id", delivery.EventId);
            json.WriteString("occurredAt", delivery.OccurredAt);
            json.WritePropertyName("data");
            json.WriteRawValue(delivery.Data);
            json.WriteEndObject();
        }

        return body.ToArray();
    }
}
