using System.Net;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Identity;

/// <summary>What a rejected request learns about the reason (RFC 6750, 3).</summary>
public sealed class ChallengeTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Invalid = "Bearer error=\"invalid_token\", error_description=\"The token is not valid.\"";

    public static TheoryData<string?, string, string> Requests() => new()
    {
        { null, "Bearer", "A bearer token is required." },
        { "", "Bearer", "A bearer token is required." },
        { "Basic YTpi", "Bearer", "A bearer token is required." },
        { "Bearer", "Bearer", "A bearer token is required." },
        { "Bearer  ", "Bearer", "A bearer token is required." },
        { "Bearer abc", Invalid, "The token is not valid." },
        { "bearer abc", Invalid, "The token is not valid." },
        { $"Bearer {TestTokens.Hs256()}, Bearer {TestTokens.Hs256()}", Invalid, "The token is not valid." },
        { $"Bearer {TestTokens.Hs256(new() { ["aud"] = "other" })}", Invalid, "The token is not valid." },
        {
            $"Bearer {TestTokens.Hs256(new() { ["exp"] = 1_700_000_000 })}",
            "Bearer error=\"invalid_token\", error_description=\"The token has expired.\"", "The token has expired."
        },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task The_challenge_and_the_problem_state_the_reason(
        string? authorization, string challenge, string detail)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/usage");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await shared.App.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(challenge, answer.Headers.WwwAuthenticate.ToString());
        Assert.Contains($"\"{detail}\"", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("bearer ")]
    [InlineData("BEARER  ")]
    public async Task The_name_of_the_scheme_has_any_case(string scheme)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/usage");
        request.Headers.TryAddWithoutValidation("Authorization", scheme + TestTokens.Hs256());
        using var answer = await shared.App.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_of_an_issuer_that_never_answered_can_be_sent_again_later()
    {
        const string Authority = "https://127.0.0.1:1";
        await using var app = await RunningApp.StartAsync(
            shared.Services, ("Identity:Issuers:0:Authority", Authority));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/usage");
        request.Headers.Authorization = new(
            "Bearer", TestTokens.Hs256(new() { ["iss"] = Authority }, TestTokens.Header("RS256", "a")));

        using var answer = await app.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        using var other = app.ClientOf("ann");
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/usage")).StatusCode);
    }
}
