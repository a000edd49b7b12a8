using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RenderStudio.Core;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Identity;

/// <summary>The claims of a token with a valid signature.</summary>
public sealed class TokenClaimsTests : IDisposable
{
    private readonly RecordedLog log = new();
    private readonly TokenValidator validator;

    public TokenClaimsTests() => validator = TestValidator.Create(log, TestValidator.SharedSecret);

    [Theory]
    [InlineData("exp", -61, false)]
    [InlineData("exp", -60, false)]
    [InlineData("exp", -59, true)]
    [InlineData("nbf", 59, true)]
    [InlineData("nbf", 60, true)]
    [InlineData("nbf", 61, false)]
    public void A_clock_skew_of_one_minute_is_tolerated(string claim, int seconds, bool valid) =>
        Assert.Equal(
            valid, IsValid(TestTokens.Hs256(new() { [claim] = TestValidator.Now.ToUnixTimeSeconds() + seconds })));

    public static TheoryData<string, string> BadClaims() => new()
    {
        { "another issuer", """{"iss":"https://evil.example.com/"}""" },
        { "no issuer", """{"iss":null}""" },
        { "another audience", """{"aud":"another-audience"}""" },
        { "other audiences", """{"aud":["a","b",7]}""" },
        { "no audience", """{"aud":null}""" },
        { "no subject", """{"sub":null}""" },
        { "an empty subject", """{"sub":""}""" },
        { "a subject that is a number", """{"sub":7}""" },
        { "no expiry", """{"exp":null}""" },
        { "an expiry in words", """{"exp":"2099-01-01"}""" },
        { "a start in words", """{"nbf":"yesterday"}""" },
        { "an expiry beyond all numbers", """{"exp":1e999}""" },
        { "a subject with a control character", """{"sub":"a\u0000b"}""" },
        { "roles with a control character", """{"roles":["admin","a\u0007"]}""" },
    };

    [Theory]
    [MemberData(nameof(BadClaims))]
    public void Unexpected_claim_values_are_rejected(string what, string claims) =>
        Assert.False(IsValid(TestTokens.Hs256(JsonNode.Parse(claims)!.AsObject())), what);

    [Fact]
    public void One_audience_among_several_is_enough() =>
        Assert.True(IsValid(TestTokens.Hs256(new() { ["aud"] = new JsonArray("other", TestTokens.Audience) })));

    [Theory]
    [InlineData("""{"roles":["admin"]}""", true)]
    [InlineData("""{"roles":"admin"}""", true)]
    [InlineData("""{"roles":["editor",7,"admin"]}""", true)]
    [InlineData("""{"roles":["Admin","administrator"]}""", false)]
    [InlineData("""{"roles":{"admin":true}}""", false)]
    [InlineData("{}", false)]
    public void An_operator_has_the_role_admin(string claims, bool isAdmin)
    {
        var token = TestTokens.Hs256(JsonNode.Parse(claims)!.AsObject());

        Assert.Equal(isAdmin, validator.Validate(token).Value!.IsAdmin);
    }

    [Fact]
    public void A_subject_has_at_most_255_characters()
    {
        Assert.True(IsValid(TestTokens.Hs256(new() { ["sub"] = new string('s', 255) })));
        Assert.False(IsValid(TestTokens.Hs256(new() { ["sub"] = new string('s', 256) })));
    }

    [Fact]
    public void An_expired_token_has_its_own_problem()
    {
        var expired = TestTokens.Hs256(new() { ["exp"] = 1_700_000_000 });

        Assert.True(validator.Validate(expired).Failed(out var problem, out _));
        Assert.Equal(ProblemCode.Unauthenticated, problem.Code);
        Assert.Equal("The token has expired.", problem.Message);
        Assert.Equal("The token is not valid.", validator.Validate("a.b").Problem!.Message);
    }

    [Fact]
    public void A_duplicate_claim_is_rejected()
    {
        var claims = Encoding.UTF8.GetBytes(
            $$"""
            {"iss":"{{TestTokens.Issuer}}","aud":"{{TestTokens.Audience}}","sub":"a","sub":"b","exp":99999999999}
            """);
        var parts = TestTokens.Hs256().Split('.');
        var input = $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(claims)}";
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(TestTokens.Secret), Encoding.ASCII.GetBytes(input));

        Assert.False(IsValid($"{input}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}"));
    }

    [Fact]
    public void A_subject_with_an_unpaired_surrogate_is_rejected() => Assert.False(IsValid(TestTokens.Hs256(
        Encoding.UTF8.GetBytes(TestTokens.Header("HS256").ToJsonString()),
        Encoding.UTF8.GetBytes(
            $$"""
            {"iss":"{{TestTokens.Issuer}}","aud":"{{TestTokens.Audience}}","sub":"\ud800","exp":99999999999}
            """))));

    public void Dispose()
    {
        validator.Dispose();
        log.Dispose();
    }

    private bool IsValid(string token) => !validator.Validate(token).Failed(out _, out _);
}
