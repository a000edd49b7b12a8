using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Identity;

/// <summary>
/// Access tokens of common identity providers are accepted; their ID tokens and other tokens for the same audience,
/// which the same key signed, are rejected.
/// </summary>
public sealed class TokenUseTests
{
    private readonly TokenValidator validator =
        TestValidator.Create(NullLoggerFactory.Instance, TestValidator.SharedSecret);

    [Theory]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("at+jwt", true)]
    [InlineData("AT+JWT", true)]
    [InlineData("application/at+jwt", true)]
    [InlineData("application/jwt", true)]
    [InlineData(null, true)]
    [InlineData("", false)]
    [InlineData("JWE", false)]
    [InlineData("ID", false)]
    [InlineData("id+jwt", false)]
    [InlineData("logout+jwt", false)]
    [InlineData("dpop+jwt", false)]
    [InlineData("secevent+jwt", false)]
    [InlineData("client-authentication+jwt", false)]
    [InlineData("oauth-authz-req+jwt", false)]
    [InlineData("application/application/jwt", false)]
    [InlineData("application/", false)]
    [InlineData(" JWT", false)]
    [InlineData("JWT\u0000", false)]
    public async Task The_type_in_the_header_is_that_of_an_access_token_or_missing(string? type, bool valid)
    {
        var header = TestTokens.Header("HS256");
        header.Remove("typ");
        if (type is not null)
            header["typ"] = type;

        Assert.Equal(valid, await validator.AcceptsAsync(TestTokens.Hs256(header: header)));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[\"JWT\"]")]
    [InlineData("\"JWT\",\"typ\":\"JWT\"")]
    public async Task A_malformed_type_in_the_header_is_rejected(string type)
    {
        var header = Encoding.UTF8.GetBytes($$"""{"alg":"HS256","kid":"{{TestTokens.KeyId}}","typ":{{type}}}""");
        var claims = Encoding.UTF8.GetBytes(
            $$"""{"iss":"{{TestTokens.Issuer}}","aud":"{{TestTokens.Audience}}","sub":"a","exp":99999999999}""");

        Assert.False(await validator.AcceptsAsync(TestTokens.Hs256(header, claims)));
    }

    public static TheoryData<string, string, string> AccessTokens() => new()
    {
        { "Microsoft Entra ID, v1", "JWT", """{"appid":"a","ver":"1.0","scp":"user","oid":"o","uti":"u","aio":"x"}""" },
        { "Microsoft Entra ID, v2", "JWT", """{"azp":"a","ver":"2.0","scp":"user","oid":"o","uti":"u","rh":"x"}""" },
        { "Microsoft Entra ID, an application", "JWT", """{"azp":"a","idtyp":"app","roles":["a"],"ver":"2.0"}""" },
        { "Auth0", "JWT", """{"azp":"a","scope":"openid profile","permissions":[],"gty":"password"}""" },
        { "Auth0, RFC 9068", "at+jwt", """{"client_id":"a","scope":"openid","jti":"j"}""" },
        { "Keycloak", "JWT", """{"typ":"Bearer","azp":"a","scope":"openid","sid":"s","acr":"1"}""" },
        { "Keycloak 24", "JWT", """{"typ":"Bearer","azp":"a","scope":"openid","nonce":"n","session_state":"s"}""" },
        { "Keycloak, DPoP", "JWT", """{"typ":"DPoP","azp":"a","scope":"openid","cnf":{"jkt":"j"}}""" },
        { "Supabase", "JWT", """{"role":"authenticated","aal":"aal1","session_id":"s","email":"a@b.c","amr":[]}""" },
        { "Amazon Cognito", "JWT", """{"token_use":"access","scope":"openid","client_id":"a"}""" },
        { "RFC 9068 with a nonce", "at+jwt", """{"nonce":"n"}""" },
        { "an issuer with a number as typ", "JWT", """{"typ":7}""" },
        { "an issuer with a list as typ", "JWT", """{"typ":["ID"],"scope":"openid"}""" },
        { "an issuer with an object as token_use", "JWT", """{"token_use":{"id":"id"}}""" },
    };

    [Theory]
    [MemberData(nameof(AccessTokens))]
    public async Task An_access_token_of_a_common_provider_is_accepted(string provider, string type, string claims) =>
        Assert.True(await AcceptsAsync(type, claims), provider);

    public static TheoryData<string, string> OtherTokens() => new()
    {
        { "an ID token of the code flow", """{"nonce":"n","auth_time":1700000000}""" },
        { "an ID token beside an access token", """{"at_hash":"h","sid":"s"}""" },
        { "an ID token of the hybrid flow", """{"c_hash":"h"}""" },
        { "an ID token with the hash of the state", """{"s_hash":"h"}""" },
        { "Microsoft Entra ID", """{"nonce":"n","preferred_username":"a","ver":"2.0","uti":"u","aio":"x"}""" },
        { "Keycloak, without a nonce", """{"typ":"ID","azp":"a","sid":"s"}""" },
        { "Keycloak, with a scope", """{"typ":"ID","scope":"openid"}""" },
        { "a refresh token of Keycloak", """{"typ":"Refresh","scope":"openid"}""" },
        { "an offline token of Keycloak", """{"typ":"Offline","scope":"openid"}""" },
        { "Amazon Cognito", """{"token_use":"id"}""" },
        { "a hash beside a scope", """{"at_hash":"h","scope":"openid"}""" },
        { "a nonce that is null", """{"nonce":[]}""" },
        { "a kind beside one that is no text", """{"typ":7,"token_use":"id"}""" },
    };

    [Theory]
    [MemberData(nameof(OtherTokens))]
    public async Task An_ID_token_and_a_token_of_another_kind_are_rejected(string what, string claims) =>
        Assert.False(await AcceptsAsync("JWT", claims), what);

    [Fact]
    public async Task A_hash_makes_an_ID_token_of_a_token_that_is_typed_as_an_access_token() =>
        Assert.False(await AcceptsAsync("at+jwt", """{"at_hash":"h"}"""));

    private Task<bool> AcceptsAsync(string type, string claims)
    {
        var header = TestTokens.Header("HS256");
        header["typ"] = type;
        return validator.AcceptsAsync(TestTokens.Hs256(JsonNode.Parse(claims)!.AsObject(), header));
    }
}
