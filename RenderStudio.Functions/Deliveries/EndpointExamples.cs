namespace RenderStudio.Functions.Deliveries;

/// <summary>Bodies of the API document.</summary>
public static class EndpointExamples
{
    public const string Created =
        """
        {"id":"0199d3a4-2b10-7c65-8f1e-3d9a6b0c7e52","url":"https://shop.example.com/render-studio",
         "events":["generation.succeeded","generation.failed"],"description":"The shop","enabled":true,
         "secret":"whsec_ZXhhbXBsZSBvZiBhIHNlY3JldCB3aXRoIDMyIGJ5dGU=","previousSecretExpiresAt":null,
         "createdAt":"2026-11-21T09:00:00Z"}
        """;

    public const string Rotated =
        """
        {"id":"0199d3a4-2b10-7c65-8f1e-3d9a6b0c7e52","url":"https://shop.example.com/render-studio",
         "events":["generation.succeeded","generation.failed"],"description":"The shop","enabled":true,
         "secret":"whsec_YW5vdGhlciBzZWNyZXQgd2l0aCAzMiBieXRlcyBpbiA=",
         "previousSecretExpiresAt":"2026-11-23T09:00:00Z","createdAt":"2026-11-21T09:00:00Z"}
        """;

    public const string Endpoint =
        """
        {"id":"0199d3a4-2b10-7c65-8f1e-3d9a6b0c7e52","url":"https://shop.example.com/render-studio",
         "events":["generation.succeeded","generation.failed"],"description":"The shop","enabled":true,
         "disabledReason":null,"disabledAt":null,"failingSince":null,"previousSecretExpiresAt":null,
         "createdAt":"2026-11-21T09:00:00Z"}
        """;

    public const string Page = $$"""{"items":[{{Endpoint}}],"nextCursor":null}""";

    public const string Delivery =
        """
        {"id":"0199d3a5-5c7e-7f21-9a04-6e8b2d1f3c90","eventId":"0199d3a5-5c7d-7b38-8c16-1f4a9e2d7b05",
         "type":"endpoint.test","data":{"endpointId":"0199d3a4-2b10-7c65-8f1e-3d9a6b0c7e52"},
         "occurredAt":"2026-11-21T09:01:00Z","status":"pending","attempts":0,"lastTryAt":null,
         "nextTryAt":"2026-11-21T09:01:00Z","finishedAt":null,"responseStatus":null,"responseBody":null,"error":null}
        """;

    public const string Deliveries =
        """
        {"items":[{"id":"0199d3a6-7d90-7e13-8b25-4c6f0a9e1d73","eventId":"0199d3a6-7d8f-7a42-9d37-2b5e8c0f6a14",
         "type":"generation.succeeded","data":{"generationId":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37",
         "renderId":"0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40"},"occurredAt":"2026-11-21T09:30:14Z",
         "status":"succeeded","attempts":1,"lastTryAt":"2026-11-21T09:30:14Z","nextTryAt":null,
         "finishedAt":"2026-11-21T09:30:14Z","responseStatus":200,"responseBody":"ok","error":null}],
         "nextCursor":null}
        """;
}
