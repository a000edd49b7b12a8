using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

public static class SecuritySchemes
{
    private const string Token = "token", Signature = "replicateSignature";

    public static IDictionary<string, IOpenApiSecurityScheme> All { get; } =
        new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A token of a configured issuer. Its subject owns everything that it creates.",
            },
            [Signature] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "webhook-signature",
                Description = "`v1,` and the base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`.",
            },
        };

    /// <returns>An empty list for an anonymous operation.</returns>
    public static IList<OpenApiSecurityRequirement> Of(Access access, OpenApiDocument document) => access switch
    {
        Access.Token => [new() { [new(Token, document)] = [] }],
        Access.Signature => [new() { [new(Signature, document)] = [] }],
        Access.Anonymous => [],
    };
}
