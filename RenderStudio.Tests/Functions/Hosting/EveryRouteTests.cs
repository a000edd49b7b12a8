using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// Requests of every operation of the API document by callers who may not see or change what the request names. The
/// paths and bodies contain the ids of another owner's resources.
/// </summary>
public sealed class EveryRouteTests(EquippedApp shared) : IClassFixture<EquippedApp>, IAsyncLifetime
{
    private const int FewestOperations = 36;

    private readonly RunningApp app = shared.App;
    private readonly OwnersResources victim = shared.Victim;
    private string before = "";

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public async ValueTask InitializeAsync() => before = await app.SnapshotAsync(victim);

    public async ValueTask DisposeAsync() => Assert.Equal(before, await app.SnapshotAsync(victim));

    [Fact]
    public Task Every_endpoint_rejects_a_request_without_a_token() => EveryEndpointRejectsAsync(null);

    public static TheoryData<string> InvalidTokens => [.. Forged.Keys];

    /// <summary>Tokens of the owner of the resources, each with one mistake.</summary>
    [Theory, MemberData(nameof(InvalidTokens))]
    public Task Every_endpoint_rejects_a_token_of_the_owner_that_is_not_valid_here_and_now(string kind) =>
        EveryEndpointRejectsAsync(Forged[kind]());

    [Fact]
    public Task Every_endpoint_rejects_a_revoked_key_of_the_owner() => EveryEndpointRejectsAsync(victim.RevokedKey);

    /// <summary>The three operations by POST change nothing, or only add the price that they return.</summary>
    [Fact]
    public async Task A_key_that_may_only_read_changes_nothing_of_its_owner()
    {
        string[] reading = ["signLinks", "zipRenders", "quoteGeneration"];
        foreach (var request in DocumentedRequests.Of(victim.Of).Where(request =>
            request.RequiresToken && request.Method != "GET" && !reading.Contains(request.Operation)))
        {
            using var message = request.Create();
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", victim.ReadingKey);

            using var answer = await app.Http.SendAsync(message);

            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{request}: {answer.StatusCode}");
            Assert.Contains("insufficient_scope", await answer.Content.ReadAsStringAsync());
            Assert.StartsWith(
                "Bearer error=\"insufficient_scope\", error_description=\"", $"{answer.Headers.WwwAuthenticate}");
        }
    }

    [Fact]
    public async Task An_id_of_another_owner_is_not_found_at_any_endpoint_and_nothing_changes()
    {
        var requests = victim.All.Select(id => DocumentedRequests.Of(_ => id)).Append(DocumentedRequests.Of(victim.Of))
            .SelectMany(one => one).Where(request => request.RequiresToken).DistinctBy(request => $"{request}").ToList();
        foreach (var ofOne in requests.GroupBy(request => request.Operation))
        {
            using var other = app.ClientOf($"other-{ofOne.Key}-{Guid.NewGuid()}");
            foreach (var request in ofOne)
            {
                using var answer = await other.SendAsync(request.Create());

                await DisclosesNothingAsync(request, answer);
                if (request.IsForOperators)
                    Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{request}: {answer.StatusCode}");
                else if (request.NamesAnId)
                    Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{request}: {answer.StatusCode}");
            }
        }

        Assert.True(requests.Count >= 8 * victim.All.Count, $"Only {requests.Count} requests were made.");
    }

    [Fact]
    public async Task The_ids_of_private_resources_are_not_found_at_any_anonymous_endpoint()
    {
        foreach (var request in DocumentedRequests.Of(victim.Of)
            .Where(request => request is { RequiresToken: false, NamesAnId: true }))
        {
            using var answer = await app.Http.SendAsync(request.Create());

            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{request}: {answer.StatusCode}");
            await DisclosesNothingAsync(request, answer);
        }
    }

    private async Task EveryEndpointRejectsAsync(string? token)
    {
        var operations = new HashSet<string>();
        foreach (var request in DocumentedRequests.Of(victim.Of).Where(request => request.RequiresToken))
        {
            using var message = request.Create();
            message.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

            using var answer = await app.Http.SendAsync(message);

            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{request}: {answer.StatusCode}");
            Assert.StartsWith("Bearer", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal("no-store, private", answer.Headers.CacheControl!.ToString());
            await DisclosesNothingAsync(request, answer);
            operations.Add(request.Operation);
        }

        Assert.True(operations.Count >= FewestOperations, $"Only {operations.Count} operations were tried.");
    }

    // The ids that the request itself contains may be repeated.
    private async Task DisclosesNothingAsync(DocumentedRequest request, HttpResponseMessage answer)
    {
        Assert.True((int)answer.StatusCode < 500, $"{request}: {answer.StatusCode}");
        var text = $"{answer.Headers}{await answer.Content.ReadAsStringAsync()}";
        Assert.All(victim.All.Append(victim.OwnerId).Where(id => !$"{request}".Contains($"{id}")),
            id => Assert.DoesNotContain($"{id}", text));
        Assert.DoesNotContain("victim", text);
    }

    private static Dictionary<string, Func<string>> Forged { get; } = new()
    {
        ["expired"] = () => Token(new() { ["exp"] = Now - 3600 }),
        ["not valid yet"] = () => Token(new() { ["nbf"] = Now + 3600 }),
        ["of another audience"] = () => Token(new() { ["aud"] = "another-app" }),
        ["of another issuer"] = () => Token(new() { ["iss"] = "https://id.evil.example/" }),
        ["of an unknown key"] = () => TestTokens.Hs256(
            new() { ["sub"] = "victim" }, TestTokens.Header("HS256", "another")),
        ["without a signature"] = () => TestTokens.SignedBy(
            TestTokens.Header("none"), new() { ["sub"] = "victim" }, _ => []),
        ["with the signature of another token"] = () =>
            $"{Token([])[..^43]}{Token(new() { ["iat"] = 1 })[^43..]}",
    };

    private static string Token(JsonObject claims)
    {
        claims["sub"] = "victim";
        return TestTokens.Hs256(claims);
    }
}
