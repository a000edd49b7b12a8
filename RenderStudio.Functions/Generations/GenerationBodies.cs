using System.Text.Json.Serialization;
using RenderStudio.Core.Database;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Functions.Generations;

/// <summary>The body of a 202 response to a submit.</summary>
public sealed record SubmittedBody(
    Guid Id, string Status, string Mode, DateTime CreatedAt, CreditsBody Credits, LinksBody Links)
{
    public static SubmittedBody Of(SubmittedGeneration generation, string self) => new(
        generation.Id, GenerationStatus.Pending.Text(), generation.Mode, generation.CreatedAt,
        new(generation.Held, generation.Remaining), new(self, $"{self}/events", $"{self}/cancel"));
}

public sealed record CreditsBody(int Held, int Remaining);

public sealed record LinksBody(string Self, string Events, string Cancel);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SubmittedBody))]
[JsonSerializable(typeof(GenerationView))]
[JsonSerializable(typeof(Quote))]
[JsonSerializable(typeof(Page<GenerationSummary>))]
[JsonSerializable(typeof(EventList))]
public sealed partial class GenerationJson : JsonSerializerContext;
