using Azure.Core;

namespace RenderStudio.Core.Database;

/// <summary>
/// The passwords of new connections when the app authenticates by identity. The credential caches a token and renews
/// it before it expires; open connections are not affected.
/// https://learn.microsoft.com/azure/postgresql/flexible-server/security-entra-concepts
/// </summary>
internal sealed class DatabaseTokens(TokenCredential credential)
{
    private static readonly TokenRequestContext Server = new(["https://ossrdbms-aad.database.windows.net/.default"]);

    public string Get() => credential.GetToken(Server, CancellationToken.None).Token;

    public async ValueTask<string> GetAsync(CancellationToken ct) =>
        (await credential.GetTokenAsync(Server, ct)).Token;
}
