using System.Net;
using System.Text;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;

namespace RenderStudio.Tests.Functions.Identity;

/// <summary>Malformed tokens over HTTP, most of them signed with the correct key.</summary>
public sealed class OddTokenTests(LoggedApp logged) : IClassFixture<LoggedApp>
{
    private const string Header = """{"alg":"HS256","typ":"JWT","kid":"main"}""";

    private const string Claims =
        $$"""
        {"iss":"{{TestTokens.Issuer}}","aud":"{{TestTokens.Audience}}","sub":"ann","roles":["admin"],"exp":99999999999}
        """;

    private readonly RecordedLog log = logged.Log;

    [Fact]
    public async Task A_valid_token_is_accepted() =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(Signed(Header, Claims))).Status);

    [Theory]
    [InlineData("\"main\"", "\"\\ud800\"")]
    [InlineData("\"main\"", "\"main\\udc00\"")]
    [InlineData("\"main\"", "\"\\u0000\"")]
    [InlineData("\"main\"", "\"\u00ff\"")] // a single byte, which is not UTF-8
    [InlineData("\"main\"", "7")]
    [InlineData("\"main\"", "null")]
    [InlineData("\"HS256\"", "\"\\ud800\"")]
    [InlineData("\"HS256\"", "[]")]
    [InlineData("\"kid\"", "\"\\ud800\":1,\"kid\"")]
    [InlineData("\"kid\"", "\"kid\":\"main\",\"kid\"")]
    [InlineData("\"kid\"", "\"\\u006bid\":\"main\",\"kid\"")]
    [InlineData("\"kid\"", "\"crit\":\"\\ud800\",\"kid\"")]
    public async Task A_malformed_authorization_header_is_rejected(string sound, string odd) =>
        await RefusedAsync(Signed(Header.Replace(sound, odd), Claims));

    [Theory]
    [InlineData("\"ann\"", "\"\\ud800\"")]
    [InlineData("\"ann\"", "\"ann\\u0000\"")]
    [InlineData("\"ann\"", "\"ann\\u001b\"")]
    [InlineData("\"ann\"", "\"ann\u00ff\"")]
    [InlineData("\"ann\"", "{\"a\":1}")]
    [InlineData("\"ann\"", "\"a\",\"sub\":\"b\"")]
    [InlineData("\"admin\"", "\"\\udfff\",\"admin\"")]
    [InlineData("\"admin\"", "\"admin\",\"\\u0000\"")]
    [InlineData("\"admin\"", "\"\u00c0\u0080\"")]
    [InlineData("\"iss\":\"", "\"iss\":\"\\ud800")]
    [InlineData("\"iss\":\"", "\"iss\":\"\\u0000")]
    [InlineData("\"iss\":\"", "\"iss\":\"\u00ed\u00a0\u0080")]
    [InlineData("\"aud\":\"", "\"aud\":\"\\udc00")]
    [InlineData("\"aud\":\"", "\"\\ud800\":\"a\",\"aud\":\"\\ud800")]
    [InlineData("99999999999", "1e400")]
    [InlineData("99999999999", "-1e400")]
    [InlineData("99999999999", "99999999999,\"nbf\":1e999")]
    [InlineData("99999999999", "99999999999,\"nbf\":-1e999")]
    [InlineData("99999999999", "99999999999,\"a\":[[[[[[[[[[[[]]]]]]]]]]]]")]
    public async Task Malformed_claims_are_rejected(string sound, string odd) =>
        await RefusedAsync(Signed(Header, Claims.Replace(sound, odd)));

    [Fact]
    public async Task A_token_of_more_than_16_kB_is_rejected() =>
        await RefusedAsync(Signed(Header, Claims.Replace("}", $",\"a\":\"{new string('a', 13_000)}\"}}")));

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("e30.e30.")]
    [InlineData("e.e.e")]
    [InlineData("W10.W10.AAAA")]
    [InlineData("a.b.c.d")]
    public async Task A_text_that_is_not_a_token_is_rejected(string text) => await RefusedAsync(text);

    private async Task RefusedAsync(string token)
    {
        log.Clear();

        var (status, body) = await SendAsync(token);

        Assert.Equal((HttpStatusCode.Unauthorized, true), (status, body.Contains("\"unauthenticated\"")));
        Assert.StartsWith("Debug: ", Assert.Single(log.Below("RenderStudio")));
        Assert.DoesNotContain(log.All, line => (token.Length > 8 && line.Contains(token, StringComparison.Ordinal))
            || line.StartsWith("Warning", StringComparison.Ordinal)
            || line.StartsWith("Error", StringComparison.Ordinal));
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/generations");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await logged.App.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Signed(string header, string claims) =>
        TestTokens.Hs256(Encoding.Latin1.GetBytes(header), Encoding.Latin1.GetBytes(claims));
}
