using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Core;
using RenderStudio.Core.Identity;
using RenderStudio.Local.Children;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Identity;

/// <summary>Tokens of an OpenID Connect issuer: discovery, rotation of its keys, and outages.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    // The issuer issues tokens at the time of the machine.
    private readonly FixedClock clock = new(TimeProvider.System.GetUtcNow());
    private readonly RecordedLog log = new();
    private readonly CountedRequests requests = new();
    private readonly HttpClient client = new(new SocketsHttpHandler());
    private IssuerChild issuer = null!;
    private TokenValidator validator = null!;

    public async ValueTask InitializeAsync()
    {
        issuer = await IssuerChild.StartAsync(FreePort.Next(), TestTokens.Audience, default);
        validator = TestValidator.Create(log, clock, new()
        {
            Audience = TestTokens.Audience,
            Issuers =
            [
                new() { Authority = issuer.Address, RoleClaim = "roles" },
                new() { Issuer = TestTokens.Issuer, Keys = [TestValidator.SharedSecret] },
            ],
        }, new HttpClient(requests));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        log.Dispose();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task Tokens_of_several_issuers_identify_their_subjects()
    {
        var token = await TokenAsync(new() { ["roles"] = "[\"admin\"]" });

        Assert.Equal(new TokenSubject(issuer.Address, "ann", IsAdmin: true), await SubjectAsync(token));
        Assert.Equal(new TokenSubject(TestTokens.Issuer, "an-owner"), await SubjectAsync(TestTokens.Hs256()));
        Assert.Equal(2, requests.Count); // the metadata and the keys, once
    }

    [Theory]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    public async Task A_published_key_verifies_tokens_of_its_algorithm(string algorithm)
    {
        await AddKeyAsync(algorithm);

        Assert.NotNull(await SubjectAsync(await TokenAsync()));
    }

    [Fact]
    public async Task No_request_is_sent_before_the_first_token_and_one_serves_many_tokens()
    {
        Assert.Equal(0, requests.Count);
        var token = await TokenAsync();

        var subjects = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SubjectAsync(token)));

        Assert.All(subjects, Assert.NotNull);
        Assert.Equal(2, requests.Count);
    }

    [Fact]
    public async Task A_new_key_is_read_at_once_and_then_at_most_once_per_interval()
    {
        var before = await TokenAsync();
        Assert.NotNull(await SubjectAsync(before));
        clock.Now += TimeSpan.FromSeconds(30);
        await AddKeyAsync();
        var after = await TokenAsync();
        await AddKeyAsync();
        var later = await TokenAsync();

        Assert.NotNull(await SubjectAsync(after));
        Assert.NotNull(await SubjectAsync(later));
        Assert.Equal(4, requests.Count);
        await AddKeyAsync();
        var tooSoon = await TokenAsync();
        for (var nth = 0; nth < 20; nth++)
            Assert.Null(await SubjectAsync(tooSoon));
        Assert.Equal(4, requests.Count);

        clock.Now += TimeSpan.FromSeconds(30);
        Assert.NotNull(await SubjectAsync(tooSoon));
        Assert.NotNull(await SubjectAsync(before));
        Assert.Equal(6, requests.Count);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_keeps_its_known_keys_and_costs_one_attempt_per_interval()
    {
        var known = await TokenAsync();
        Assert.NotNull(await SubjectAsync(known));
        await AddKeyAsync();
        var unknown = await TokenAsync();
        await issuer.KillAsync();
        clock.Now += TimeSpan.FromMinutes(50);

        for (var nth = 0; nth < 20; nth++)
        {
            Assert.Null(await SubjectAsync(unknown));
            Assert.NotNull(await SubjectAsync(known));
        }

        Assert.Equal(3, requests.Count);
        Assert.StartsWith("Warning: Could not read the keys of the issuer", log.All.First(IsWarning));
    }

    [Fact]
    public async Task Old_keys_are_read_again_in_the_background_and_a_removed_key_is_rejected()
    {
        var before = await TokenAsync(new() { ["exp"] = "99999999999" });
        Assert.NotNull(await SubjectAsync(before));
        await issuer.RestartAsync(default); // with another key
        clock.Now += TimeSpan.FromMinutes(60);

        Assert.NotNull(await SubjectAsync(before));

        await Eventually.BecomesTrueAsync(async () => await SubjectAsync(before) is null);
        Assert.NotNull(await SubjectAsync(await TokenAsync(new() { ["exp"] = "99999999999" })));
    }

    [Fact]
    public async Task Without_any_key_a_token_is_answered_with_unavailable_until_the_issuer_answers()
    {
        var token = await TokenAsync(new() { ["exp"] = "99999999999" });
        await issuer.KillAsync();

        for (var nth = 0; nth < 5; nth++)
            Assert.Equal(ProblemCode.Unavailable, (await validator.ValidateAsync(token)).Problem!.Code);
        Assert.Equal(1, requests.Count);
        Assert.NotNull(await SubjectAsync(TestTokens.Hs256()));

        await issuer.RestartAsync(default);
        clock.Now += TimeSpan.FromSeconds(5);
        Assert.NotNull(await SubjectAsync(await TokenAsync()));
    }

    [Theory]
    [InlineData("aud", "\"another\"")]
    [InlineData("iss", "\"https://id.example.com/\"")]
    [InlineData("sub", "\"\"")]
    [InlineData("exp", "1700000000")]
    public async Task A_token_with_another_claim_is_rejected(string claim, string value)
    {
        Assert.NotNull(await SubjectAsync(await TokenAsync()));

        Assert.Null(await SubjectAsync(await TokenAsync(new() { [claim] = value })));
    }

    [Fact]
    public async Task The_name_of_the_issuer_must_match_exactly()
    {
        Assert.NotNull(await SubjectAsync(await TokenAsync()));

        Assert.Null(await SubjectAsync(await TokenAsync(new() { ["iss"] = $"\"{issuer.Address}/\"" })));
    }

    private static bool IsWarning(string line) => line.StartsWith("Warning", StringComparison.Ordinal);

    private async Task<TokenSubject?> SubjectAsync(string token) =>
        (await validator.ValidateAsync(token)).Value?.Subject;

    /// <param name="claims">JSON values.</param>
    private async Task<string> TokenAsync(Dictionary<string, string>? claims = null)
    {
        var json = $"{{{string.Join(',', (claims ?? []).Select(claim => $"\"{claim.Key}\":{claim.Value}"))}}}";
        using var answer = await client.PostAsync($"{issuer.Address}/token", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = "ann", ["claims"] = json }));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }

    private async Task AddKeyAsync(string algorithm = "RS256")
    {
        using var answer = await client.PostAsync($"{issuer.Address}/keys?alg={algorithm}", null);
        answer.EnsureSuccessStatusCode();
    }

    private sealed class CountedRequests() : DelegatingHandler(new SocketsHttpHandler())
    {
        private int count;

        public int Count => count;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            Interlocked.Increment(ref count);
            return base.SendAsync(request, ct);
        }
    }
}
