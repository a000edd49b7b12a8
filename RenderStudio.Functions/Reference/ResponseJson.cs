using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using RenderStudio.Functions.Administration;
using RenderStudio.Functions.ApiKeys;
using RenderStudio.Functions.Assets;
using RenderStudio.Functions.Billing;
using RenderStudio.Functions.Catalog;
using RenderStudio.Functions.Deliveries;
using RenderStudio.Functions.Erasure;
using RenderStudio.Functions.Generations;
using RenderStudio.Functions.Health;
using RenderStudio.Functions.Renders;
using RenderStudio.Functions.Usage;

namespace RenderStudio.Functions.Reference;

/// <summary>The serializers of all responses, from which the document derives the schemas.</summary>
public static class ResponseJson
{
    private static readonly JsonSerializerContext[] Serializers =
    [
        AdminJson.Default, ApiKeyJson.Default, BillingJson.Default, CatalogJson.Default, EndpointJson.Default,
        ErasureJson.Default, GenerationJson.Default, HealthJson.Default, RenderJson.Default, StorageJson.Default,
        UsageJson.Default, SignedLinksJson.Default, ProblemJson.Default,
    ];

    /// <summary>Applies the settings of the serializers to those that the generator reads.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(Serializers);
    }

    /// <summary>Whether responses omit properties of this type that are null.</summary>
    public static bool OmitsNull(Type type) =>
        Serializers.First(serializer => serializer.GetTypeInfo(type) is not null)
            .Options.DefaultIgnoreCondition == JsonIgnoreCondition.WhenWritingNull;
}
