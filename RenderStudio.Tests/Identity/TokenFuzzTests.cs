using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Identity;

public sealed class TokenFuzzTests
{
    private const int Seed = 20_261_127;

    private readonly TokenValidator validator = TestValidator.Create(
        NullLoggerFactory.Instance, FixedClock.AtUnixSeconds(1_700_000_000),
        new()
        {
            Issuer = TestTokens.Issuer,
            Audience = TestTokens.Audience,
            Keys = [TestValidator.SharedSecret],
            RoleClaim = "roles",
        });

    [Fact]
    public async Task Twenty_thousand_mutated_tokens_are_accepted_or_rejected()
    {
        var header = Encoding.UTF8.GetBytes($$"""{"alg":"HS256","typ":"JWT","kid":"{{TestTokens.KeyId}}"}""");
        var claims = Encoding.UTF8.GetBytes(
            $$"""
            {"iss":"{{TestTokens.Issuer}}","aud":["other","{{TestTokens.Audience}}"],"sub":"an-owner",
            "roles":["admin"],"iat":1700000000,"nbf":1699999999,"exp":1700003600}
            """);
        var mutations = new Mutations(Seed);
        var accepted = 0;
        for (var nth = 0; nth < 20_000; nth++)
        {
            var token = (nth % 4) switch
            {
                0 => TestTokens.Hs256(mutations.Of(header), claims),
                1 or 2 => TestTokens.Hs256(header, mutations.Of(claims)),
                _ => Encoding.Latin1.GetString(mutations.Of(Encoding.ASCII.GetBytes(TestTokens.Hs256(header, claims)))),
            };
            if (await ValidateAsync(token, nth) is not { } subject)
                continue;
            accepted++;
            Assert.DoesNotContain(subject.Subject, char.IsControl);
            Assert.InRange(subject.Subject.Length, 1, 255);
        }

        // Mutations that leave a token valid show that the others were not rejected for a common reason.
        Assert.InRange(accepted, 100, 10_000);
    }

    private async Task<TokenSubject?> ValidateAsync(string token, int nth)
    {
        try
        {
            return (await validator.ValidateAsync(token)).Value?.Subject;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"Seed {Seed}, token {nth}: {token}", error);
        }
    }
}
