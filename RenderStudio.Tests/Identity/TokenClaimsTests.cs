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
    private const string Other = "https://other.example.com/";

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
    public async Task A_clock_skew_of_one_minute_is_tolerated(string claim, int seconds, bool valid)
    {
        var token = TestTokens.Hs256(new() { [claim] = TestValidator.Now.ToUnixTimeSeconds() + seconds });

        Assert.Equal(valid, await IsValidAsync(token));
    }

    public static TheoryData<string, string> BadClaims() => new()
    {
        { "another issuer", """{"iss":"https://evil.example.com/"}""" },
        { "no issuer", """{"iss":null}""" },
        { "another audience", """{"aud":"another-audience"}""" },
        { "an audience with a slash", """{"aud":"render-studio/"}""" },
        { "an audience in other letters", """{"aud":"Render-Studio"}""" },
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
    public async Task Unexpected_claim_values_are_rejected(string what, string claims) =>
        Assert.False(await IsValidAsync(TestTokens.Hs256(JsonNode.Parse(claims)!.AsObject())), what);

    [Fact]
    public async Task One_audience_among_several_is_enough() =>
        Assert.True(await IsValidAsync(
            TestTokens.Hs256(new() { ["aud"] = new JsonArray("other", TestTokens.Audience) })));

    [Theory]
    [InlineData("""{"roles":["admin"]}""", true)]
    [InlineData("""{"roles":"admin"}""", true)]
    [InlineData("""{"roles":["editor",7,"admin"]}""", true)]
    [InlineData("""{"roles":["Admin","administrator"]}""", false)]
    [InlineData("""{"roles":{"admin":true}}""", false)]
    [InlineData("{}", false)]
    public async Task An_operator_has_the_role_admin(string claims, bool isAdmin)
    {
        var token = TestTokens.Hs256(JsonNode.Parse(claims)!.AsObject());

        Assert.Equal(isAdmin, (await validator.ValidateAsync(token)).Value!.Subject.IsAdmin);
    }

    [Theory]
    [InlineData("""{"https://example.com/roles":["admin"]}""", true)]
    [InlineData("""{"roles":["admin"]}""", false)]
    [InlineData("""{"plan":"admin","role":"admin"}""", false)]
    [InlineData("""{"sub":"an operator"}""", true)]
    [InlineData("""{"sub":"an operator2"}""", false)]
    [InlineData("""{"sub":"An operator"}""", false)]
    public async Task An_operator_has_the_configured_role_claim_or_is_a_configured_subject(
        string claims, bool isAdmin)
    {
        var configured = TestValidator.Create(log, TimeProvider.System, new()
        {
            Issuer = TestTokens.Issuer,
            Audience = TestTokens.Audience,
            Keys = [TestValidator.SharedSecret],
            RoleClaim = "https://example.com/roles",
            AdminSubjects = [$"{TestTokens.Issuer} an operator", "https://other.example.com/ an-owner"],
        });
        var token = TestTokens.Hs256(JsonNode.Parse(claims)!.AsObject());

        Assert.Equal(isAdmin, (await configured.ValidateAsync(token)).Value!.Subject.IsAdmin);
    }

    [Theory]
    [InlineData(null, TestTokens.Issuer, false)]
    [InlineData("roles", TestTokens.Issuer, true)]
    [InlineData("groups", TestTokens.Issuer, false)]
    [InlineData(null, Other, true)] // The other issuer has the role claim "groups".
    public async Task Roles_are_read_only_from_the_claim_that_the_settings_of_the_issuer_name(
        string? claim, string issuer, bool isAdmin)
    {
        var several = TestValidator.Create(log, TimeProvider.System, new()
        {
            Audience = TestTokens.Audience,
            Issuers =
            [
                new() { Issuer = TestTokens.Issuer, Keys = [TestValidator.SharedSecret], RoleClaim = claim ?? "" },
                new() { Issuer = Other, Keys = [TestValidator.SharedSecret], RoleClaim = "groups" },
            ],
        });
        var role = issuer == Other ? "groups" : "roles";
        var token = TestTokens.Hs256(new() { ["iss"] = issuer, [role] = "admin" });

        Assert.Equal(isAdmin, (await several.ValidateAsync(token)).Value!.Subject.IsAdmin);
    }

    [Fact]
    public async Task A_configured_operator_of_one_issuer_is_none_of_another_issuer()
    {
        var several = TestValidator.Create(log, TimeProvider.System, new()
        {
            Audience = TestTokens.Audience,
            AdminSubjects = [$"{TestTokens.Issuer} ann"],
            Issuers =
            [
                new() { Issuer = TestTokens.Issuer, Keys = [TestValidator.SharedSecret] },
                new() { Issuer = Other, Keys = [TestValidator.SharedSecret] },
            ],
        });

        foreach (var issuer in new[] { TestTokens.Issuer, Other })
        {
            var token = TestTokens.Hs256(new() { ["iss"] = issuer, ["sub"] = "ann" });
            Assert.Equal(issuer != Other, (await several.ValidateAsync(token)).Value!.Subject.IsAdmin);
        }
    }

    [Fact]
    public async Task A_subject_has_at_most_255_characters()
    {
        Assert.True(await IsValidAsync(TestTokens.Hs256(new() { ["sub"] = new string('s', 255) })));
        Assert.False(await IsValidAsync(TestTokens.Hs256(new() { ["sub"] = new string('s', 256) })));
    }

    [Fact]
    public async Task An_expired_token_has_its_own_problem()
    {
        var expired = TestTokens.Hs256(new() { ["exp"] = 1_700_000_000 });

        Assert.True((await validator.ValidateAsync(expired)).Failed(out var problem, out _));
        Assert.Equal(ProblemCode.Unauthenticated, problem.Code);
        Assert.Equal("The token has expired.", problem.Message);
        Assert.Equal("The token is not valid.", (await validator.ValidateAsync("a.b")).Problem!.Message);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(""","name":"a","name":"b" """, true)] // not read
    [InlineData(""","sub":"b" """, false)]
    [InlineData(""","\u0073ub":"b" """, false)]
    [InlineData(""","iss":"https://id.example.com/" """, false)]
    [InlineData(""","aud":"render-studio" """, false)]
    [InlineData(""","exp":99999999998""", false)]
    [InlineData(""","nbf":1,"nbf":1""", false)]
    [InlineData(""","roles":[],"roles":["admin"]""", false)]
    [InlineData(""","typ":null,"token_use":false""", true)]
    [InlineData(""","typ":7,"typ":"ID" """, false)]
    [InlineData(""","token_use":[],"token_use":[]""", false)]
    public async Task A_claim_that_is_read_occurs_once(string added, bool valid)
    {
        var header = Encoding.UTF8.GetBytes(TestTokens.Header("HS256").ToJsonString());
        var claims = Encoding.UTF8.GetBytes(
            $$"""
            {"iss":"{{TestTokens.Issuer}}","aud":"{{TestTokens.Audience}}","sub":"a","exp":99999999999{{added}}}
            """);

        Assert.Equal(valid, await IsValidAsync(TestTokens.Hs256(header, claims)));
    }

    [Fact]
    public async Task A_subject_with_an_unpaired_surrogate_is_rejected()
    {
        var header = Encoding.UTF8.GetBytes(TestTokens.Header("HS256").ToJsonString());
        var claims = Encoding.UTF8.GetBytes(
            $$"""
            {"iss":"{{TestTokens.Issuer}}","aud":"{{TestTokens.Audience}}","sub":"\ud800","exp":99999999999}
            """);

        Assert.False(await IsValidAsync(TestTokens.Hs256(header, claims)));
    }

    public void Dispose() => log.Dispose();

    private Task<bool> IsValidAsync(string token) => validator.AcceptsAsync(token);
}
