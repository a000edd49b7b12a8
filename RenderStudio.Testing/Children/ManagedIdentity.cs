using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Children;

/// <summary>
/// The token endpoint for an app that runs in Azure with a managed identity.
/// https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
/// </summary>
internal sealed class ManagedIdentity : IAsyncDisposable
{
    private readonly string secret = Guid.NewGuid().ToString();
    private readonly ConcurrentQueue<string> asked = new();
    private readonly WebApplication endpoint;

    private ManagedIdentity(WebApplication endpoint) => this.endpoint = endpoint;

    /// <summary>The resources for which tokens were issued.</summary>
    public IReadOnlyCollection<string> Asked => asked;

    /// <summary>The environment variables that the platform sets for the app.</summary>
    public IEnumerable<KeyValuePair<string, string>> Variables =>
    [
        new("IDENTITY_ENDPOINT", $"{endpoint.Urls.Single()}/msi/token"), new("IDENTITY_HEADER", secret),
    ];

    public static async Task<ManagedIdentity> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var identity = new ManagedIdentity(builder.Build());
        identity.endpoint.MapGet("/msi/token", identity.Answer);
        await identity.endpoint.StartAsync();
        return identity;
    }

    public ValueTask DisposeAsync() => endpoint.DisposeAsync();

    private IResult Answer(HttpRequest request, string resource)
    {
        if (request.Headers["X-IDENTITY-HEADER"] != secret)
            return Results.Unauthorized();
        asked.Enqueue(resource);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Results.Content(new JsonObject
        {
            ["access_token"] = Token(resource, now),
            ["expires_on"] = $"{now + 86_400}",
            ["resource"] = resource,
            ["token_type"] = "Bearer",
        }.ToJsonString(), "application/json");
    }

    // Azurite validates times, issuer and audience, and not the signature.
    private static string Token(string resource, long now) => string.Join('.',
        Part(new() { ["alg"] = "RS256", ["typ"] = "JWT" }),
        Part(new()
        {
            ["aud"] = resource,
            ["iss"] = $"https://sts.windows.net/{Guid.Empty}/",
            ["oid"] = $"{Guid.NewGuid()}",
            ["tid"] = $"{Guid.NewGuid()}",
            ["iat"] = now - 60,
            ["nbf"] = now - 60,
            ["exp"] = now + 86_400,
        }),
        "c2lnbmF0dXJl");

    private static string Part(JsonObject content) =>
        System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(content.ToJsonString()));
}
