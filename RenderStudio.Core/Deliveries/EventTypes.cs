namespace RenderStudio.Core.Deliveries;

/// <summary>The types of events that endpoints receive; docs/deliveries.md describes their data.</summary>
public static class EventTypes
{
    public const string VariantReady = "variant.ready";

    public const string EndpointDisabled = "endpoint.disabled";

    /// <summary>Sent at the owner's request, whatever the endpoint subscribes to.</summary>
    public const string Test = "endpoint.test";

    /// <summary>The types that an endpoint can subscribe to.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "generation.succeeded", "generation.failed", "generation.canceled", VariantReady, EndpointDisabled,
    ];
}
