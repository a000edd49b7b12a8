using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// A queue message that a prediction may have work to do. A lost, repeated or late message changes only the time at
/// which the work is done.
/// </summary>
/// <param name="V">Version of the message format. A newer version is rejected.</param>
/// <param name="Attempt">Null in start messages.</param>
public sealed record PredictionMessage(int V, Guid PredictionId, int? Attempt = null)
{
    public const int CurrentVersion = 1;

    /// <summary>A message that the prediction can be started.</summary>
    public static PredictionMessage Start(Guid predictionId) => new(CurrentVersion, predictionId);

    /// <summary>A message that a result is to be stored or the run is to be polled.</summary>
    public static PredictionMessage Completion(Guid predictionId, int attempt) =>
        new(CurrentVersion, predictionId, attempt);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, PredictionJson.Default.PredictionMessage);

    /// <returns>Null when the bytes are not a message of the current version.</returns>
    public static PredictionMessage? TryRead(ReadOnlyMemory<byte> body) =>
        Parse(body) is { V: CurrentVersion } message && message.PredictionId != Guid.Empty ? message : null;

    /// <summary>The reason why <see cref="TryRead"/> returned null for these bytes.</summary>
    public static string WhyRejected(ReadOnlyMemory<byte> body) =>
        Parse(body) is { V: > CurrentVersion } newer ? $"version {newer.V} is newer than this app" : "unreadable";

    private static PredictionMessage? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, PredictionJson.Default.PredictionMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PredictionMessage))]
internal sealed partial class PredictionJson : JsonSerializerContext;
