using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using RenderStudio.Core.Identity;
using RenderStudio.Functions.Identity;
using RenderStudio.Testing.App;

namespace RenderStudio.Benchmarks.Identity;

/// <summary>
/// The check of a token with known keys, compared with the library alone as the handler of ASP.NET Core calls it:
/// validation, and the identity with the claims of the token.
/// </summary>
internal sealed class TokensBenchmark : IBenchmark
{
    private const int Rounds = 301, Batch = 100;
    private const double MaxRatio = 1.2;

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Name => "tokens";

    public string Purpose => "the check of a bearer token, compared with the library alone";

    public Task RunAsync(string[] arguments)
    {
        Console.WriteLine($"{Purpose}\n  median of {Rounds} rounds of {Batch} tokens (limit of the ratio: {MaxRatio})");
        foreach (var (algorithm, limit) in new[] { ("HS256", 60), ("ES256", 120), ("RS256", 200) })
        {
            var token = TokenOf(algorithm);
            var (subject, baseline) = (Subject(token), Baseline(token, algorithm));
            var measured = Interleaved.Measure(subject, baseline, Rounds);
            Console.WriteLine(
                $"  {algorithm}  {Microseconds(measured.Subject),6:F1} µs (limit: {limit} µs), library "
                + $"{Microseconds(measured.Baseline),6:F1} µs, ratio {measured.Ratio:F2}");
        }

        return Task.CompletedTask;
    }

    private static double Microseconds(double batch) => batch * 1000 / Batch;

    private Action Subject(string token)
    {
        var options = Options.Create(new IdentityOptions
        {
            Issuer = TestTokens.Issuer,
            Audience = TestTokens.Audience,
            RoleClaim = "roles",
            Keys =
            [
                new() { Id = "HS256", Algorithm = "HS256", Secret = TestTokens.Secret },
                new() { Id = "ES256", Algorithm = "ES256", PublicKeyPem = Ecdsa.ExportSubjectPublicKeyInfoPem() },
                new() { Id = "RS256", Algorithm = "RS256", PublicKeyPem = Rsa.ExportSubjectPublicKeyInfoPem() },
            ],
        });
        var environment = new HostingEnvironment { EnvironmentName = Environments.Production };
        var validator = new TokenValidator(
            options, new(new(new SocketsHttpHandler()), environment), new(options), TimeProvider.System,
            NullLoggerFactory.Instance);
        return () => Repeat(async () => (await validator.ValidateAsync(token)).Value is { Subject: var subject }
            && subject.ToIdentity(Name).IsAuthenticated);
    }

    private static Action Baseline(string token, string algorithm)
    {
        var handler = new JsonWebTokenHandler { MapInboundClaims = false };
        var parameters = new TokenValidationParameters
        {
            ValidIssuer = TestTokens.Issuer,
            ValidAudience = TestTokens.Audience,
            IssuerSigningKeys =
            [
                new SymmetricSecurityKey(Convert.FromBase64String(TestTokens.Secret)) { KeyId = "HS256" },
                new ECDsaSecurityKey(Ecdsa) { KeyId = "ES256" }, new RsaSecurityKey(Rsa) { KeyId = "RS256" },
            ],
            ValidAlgorithms = [algorithm],
        };
        return () => Repeat(async () => await handler.ValidateTokenAsync(token, parameters)
            is { IsValid: true, ClaimsIdentity.IsAuthenticated: true });
    }

    // With known keys both complete synchronously.
    private static void Repeat(Func<Task<bool>> check)
    {
        for (var nth = 0; nth < Batch; nth++)
        {
            if (!check().GetAwaiter().GetResult())
                throw new InvalidOperationException("A valid token was rejected.");
        }
    }

    private static string TokenOf(string algorithm) => TestTokens.SignedBy(
        TestTokens.Header(algorithm, algorithm),
        new() { ["roles"] = new System.Text.Json.Nodes.JsonArray("editor"), ["email"] = "ann@example.com" },
        input => algorithm switch
        {
            "HS256" => HMACSHA256.HashData(Convert.FromBase64String(TestTokens.Secret), input),
            "ES256" => Ecdsa.SignData(input, HashAlgorithmName.SHA256),
            _ => Rsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        });
}
