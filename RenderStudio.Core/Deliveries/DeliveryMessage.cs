using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Deliveries;

/// <summary>
/// A queue message that an endpoint may have deliveries to send. A lost, repeated or late message changes only the time
/// at which they are sent.
/// </summary>
/// <param name="V">Version of the message format. A newer version is rejected.</param>
public sealed record DeliveryMessage(int V, Guid EndpointId)
{
    public const int CurrentVersion = 1;

    public static DeliveryMessage Of(Guid endpointId) => new(CurrentVersion, endpointId);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DeliveryJson.Default.DeliveryMessage);

    /// <returns>Null when the bytes are not a message of the current version.</returns>
    public static DeliveryMessage? TryRead(ReadOnlyMemory<byte> body) =>
        Parse(body) is { V: CurrentVersion } message && message.EndpointId != Guid.Empty ? message : null;

    /// <summary>The reason why <see cref="TryRead"/> returned null for these bytes.</summary>
    public static string WhyRejected(ReadOnlyMemory<byte> body) =>
        Parse(body) is { V: > CurrentVersion } newer ? $"version {newer.V} is newer than this app" : "unreadable";

    private static DeliveryMessage? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, DeliveryJson.Default.DeliveryMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DeliveryMessage))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
