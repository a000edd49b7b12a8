using System.Text.Json;
using System.Text.Json.Serialization;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// A hint that a prediction may have work. A lost, repeated or late message changes only when the work is done.
/// </summary>
/// <param name="V">Version of the message; a newer one is unreadable to this code.</param>
/// <param name="Attempt">Null in start messages.</param>
public sealed record PredictionMessage(int V, Guid PredictionId, int? Attempt = null)
{
    public const int CurrentVersion = 1;

    /// <summary>There is a prediction to start.</summary>
    public static PredictionMessage Start(Guid predictionId) => new(CurrentVersion, predictionId);

    /// <summary>There is a result to store, or Replicate must be asked for one.</summary>
    public static PredictionMessage Completion(Guid predictionId, int attempt) =>
        new(CurrentVersion, predictionId, attempt);

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, PredictionJson.Default.PredictionMessage);

    /// <returns>Null when the bytes are not a message of this version.</returns>
    public static PredictionMessage? TryRead(ReadOnlyMemory<byte> body) =>
        Parse(body) is { V: CurrentVersion } message && message.PredictionId != Guid.Empty ? message : null;

    /// <summary>For bytes that <see cref="TryRead"/> did not take.</summary>
    public static string WhyRejected(ReadOnlyMemory<byte> body) =>
        Parse(body) is { V: > CurrentVersion } newer ? $"of version {newer.V}, newer than this app" : "unreadable";

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
public sealed partial class PredictionJson : JsonSerializerContext;
