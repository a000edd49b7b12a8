using Microsoft.OpenApi;
using RenderStudio.Core.Identity;

namespace RenderStudio.Functions.Reference;

public static class SecuritySchemes
{
    private const string Token = "token", Key = "apiKey", Replicate = "replicateSignature",
        Stripe = "stripeSignature";

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
            [Key] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "rsk_…",
                Description =
                    "An API key of the owner. The scope `read` permits every read. `generate` permits uploads, "
                    + "generations and changes of the library. An operation that lists no scope requires a token.",
            },
            [Replicate] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "webhook-signature",
                Description = "`v1,` and the base64 of HMAC-SHA256 over `webhook-id.webhook-timestamp.body`.",
            },
            [Stripe] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Stripe-Signature",
                Description = "`t=` and the time, `v1=` and the hexadecimal HMAC-SHA256 over `time.body`.",
            },
        };

    /// <param name="scopes">An API key with one of them is accepted as well.</param>
    /// <returns>An empty list for an anonymous operation.</returns>
    public static IList<OpenApiSecurityRequirement> Of(Access access, KeyScopes scopes, OpenApiDocument document) =>
        access switch
        {
            Access.Token =>
            [
                new() { [new(Token, document)] = [] },
                .. scopes.Names().Select(scope => new OpenApiSecurityRequirement { [new(Key, document)] = [scope] }),
            ],
            Access.ReplicateSignature => [new() { [new(Replicate, document)] = [] }],
            Access.StripeSignature => [new() { [new(Stripe, document)] = [] }],
            Access.Anonymous => [],
        };
}
