using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using RenderStudio.Local.Studio;

namespace RenderStudio.Local.LocalCalls;

/// <summary>Issues bearer tokens that the local app accepts, and sets the plan of their owners.</summary>
public sealed class LocalTokens(string postgres, string signingKey, TimeProvider time)
{
    private const string DefaultPlan = "studio";

    public static IReadOnlyList<string> Plans { get; } = ["free", "pro", "studio"];

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <param name="plan">
    /// Null keeps the plan of a known user, such as one that the user has bought; a new user has the plan
    /// <c>studio</c>.
    /// </param>
    /// <param name="roles">The role <c>admin</c> permits the calls of operators.</param>
    public async Task<LocalToken> IssueAsync(
        string user, string? plan, IReadOnlyList<string> roles, CancellationToken cancellation)
    {
        // Without pooling, because a pooled connection would be broken after a restart of the server.
        await using var connection = new NpgsqlConnection($"{postgres};Pooling=false");
        await connection.ExecuteAsync(new CommandDefinition(
            SetPlanSql, new { Id = Guid.CreateVersion7(), LocalIdentity.Issuer, user, plan, DefaultPlan },
            cancellationToken: cancellation));
        var now = time.GetUtcNow();
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + Lifetime).ToUnixTimeSeconds());
        return new LocalToken(Sign(user, roles, now, expiresAt), expiresAt);
    }

    private const string SetPlanSql =
        """
        insert into owners (id, issuer, subject, plan) values (@Id, @Issuer, @user, coalesce(@plan, @DefaultPlan))
        on conflict (issuer, subject) do update set plan = coalesce(@plan, owners.plan)
        """;

    private string Sign(string user, IReadOnlyList<string> roles, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var header = Encode(new { alg = "HS256", typ = "JWT", kid = LocalIdentity.KeyId });
        var claims = Encode(new
        {
            iss = LocalIdentity.Issuer,
            aud = LocalIdentity.Audience,
            sub = user,
            roles,
            iat = now.ToUnixTimeSeconds(),
            nbf = now.ToUnixTimeSeconds(),
            exp = expiresAt.ToUnixTimeSeconds(),
        });
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(signingKey), Encoding.ASCII.GetBytes($"{header}.{claims}"));
        return $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
