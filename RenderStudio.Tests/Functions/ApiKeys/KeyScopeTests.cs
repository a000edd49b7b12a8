using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.ApiKeys;

/// <summary>Every operation of the API document, tried with keys of each scope.</summary>
public sealed class KeyScopeTests(SharedApp shared) : IClassFixture<SharedApp>, IAsyncLifetime
{
    // What the document must say, so that a mistake in the code does not change the expectation.
    private static readonly Dictionary<string, string> Scopes = new()
    {
        ["read"] =
            """
            listGenerations getGeneration listGenerationEvents listRenders getRender zipRenders listAssets getAsset
            signLinks getUsage listWebhookEndpoints getWebhookEndpoint listDeliveries
            """,
        ["generate"] =
            """
            submitGeneration cancelGeneration retryGeneration uploadAsset grantUpload completeUpload
            deleteAsset changeAssetVisibility changeRender deleteRender restoreRender changeRenderVisibility
            changeRenders
            """,
        ["generate read"] = "getCatalog quoteGeneration",
        [""] =
            """
            createApiKey listApiKeys deleteApiKey createWebhookEndpoint changeWebhookEndpoint deleteWebhookEndpoint
            rotateWebhookSecret testWebhookEndpoint replayDelivery getOffer createCheckout openCustomerPortal eraseOwner
            redrivePrediction sweepStorage listAllGenerations inspectGeneration getStarts pauseStarts resumeStarts
            inspectOwner listLedgerEntries grantCredits getReport listActs
            """,
    };

    private readonly RunningApp app = shared.App;
    private HttpClient owner = null!;

    public ValueTask InitializeAsync()
    {
        owner = app.ClientOf($"scopes-{Guid.NewGuid():n}");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        owner.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_operation_declares_its_scope_or_requires_a_token()
    {
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<OperationMetadata>()?.Create().Access == Access.Token)
            .ToList();

        Assert.True(endpoints.Count > 35, $"Only {endpoints.Count} endpoints were found.");
        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.GetMetadata<KeyAccess>() is not null, endpoint.DisplayName));
    }

    [Fact]
    public void The_document_names_the_scopes_of_each_operation() => Assert.Equal(
        Scopes.SelectMany(scope => scope.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(id => $"{id}: {scope.Key}")).Order(),
        Operations().Select(operation => $"{operation.Id}: {string.Join(' ', operation.Scopes)}").Order());

    [Theory]
    [InlineData("read")]
    [InlineData("generate")]
    [InlineData("generate", "read")]
    public async Task A_key_can_call_exactly_the_operations_of_its_scopes(params string[] scopes)
    {
        using var program = app.WithKey((await owner.KeyAsync(scopes)).Text("key"));
        foreach (var operation in Operations())
        {
            var (status, code) = await SendAsync(program, operation).AnswerAsync();

            var allowed = operation.Scopes.Intersect(scopes).Any();
            Assert.True(allowed == (code != "insufficient_scope"), $"{operation.Id}: {status} {code}");
            Assert.True(allowed || status == HttpStatusCode.Forbidden, $"{operation.Id}: {status}");
            Assert.NotEqual(HttpStatusCode.Unauthorized, status);
        }

        Assert.Equal(scopes, (await owner.KeysAsync())[0].GetProperty("scopes").EnumerateArray()
            .Select(scope => scope.GetString()));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("expired")]
    [InlineData("unknown")]
    [InlineData("mistyped")]
    public async Task A_key_that_is_not_valid_is_rejected_by_every_operation(string what)
    {
        using var program = app.WithKey(await InvalidAsync(what));
        foreach (var operation in Operations())
        {
            Assert.Equal(
                (operation.Id, HttpStatusCode.Unauthorized, "unauthenticated"),
                await SendAsync(program, operation).AnswerAsync() is var (status, code)
                    ? (operation.Id, status, code) : default);
        }
    }

    [Fact]
    public async Task A_rejected_key_is_told_which_scope_it_lacks()
    {
        using var reader = app.WithKey((await owner.KeyAsync(["read"])).Text("key"));

        Assert.Contains("`generate`", await (await reader.PostAsync("/api/v1/generations", null))
            .Content.ReadAsStringAsync());
        Assert.Contains(
            "requires a token", await (await reader.GetAsync(KeyRequests.Route)).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_key_learns_nothing_about_unknown_paths()
    {
        using var reader = app.WithKey((await owner.KeyAsync(["read"])).Text("key"));

        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync("/api/v1/renders/x/y")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await reader.PutAsync("/api/v1/renders", null)).StatusCode);
    }

    private async Task<string> InvalidAsync(string what)
    {
        var created = await owner.KeyAsync();
        var text = created.Text("key");
        switch (what)
        {
            case "deleted":
                (await owner.DeleteAsync($"{KeyRequests.Route}/{created.Text("id")}")).EnsureSuccessStatusCode();
                return text;
            case "expired":
                await app.QueryAsync<int>(
                    "update api_keys set expires_at = now() where id = @id", new { id = created.Id() });
                return text;
            case "unknown":
                await app.QueryAsync<int>(
                    "update api_keys set hash = sha256(hash) where id = @id", new { id = created.Id() });
                return text;
            default:
                return text[..^1] + (text[^1] == '0' ? '1' : '0');
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, Documented operation) =>
        client.SendAsync(new HttpRequestMessage(new(operation.Method), operation.Path)
        {
            Content = operation.Method == "GET" ? null : new StringContent("{}", Encoding.UTF8, "application/json"),
        });

    /// <summary>The operations of the committed document that require a token or a key.</summary>
    private static IEnumerable<Documented> Operations() =>
        from path in JsonNode.Parse(File.ReadAllText(DocumentedApi.FilePath))!["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        let security = operation.Value!["security"] as JsonArray ?? []
        where security.Any(one => one!["token"] is not null)
        select new Documented(
            (string)operation.Value["operationId"]!, operation.Key.ToUpperInvariant(), Address(path.Key),
            [.. security.Where(one => one!["apiKey"] is not null).Select(one => (string)one!["apiKey"]![0]!)]);

    private static string Address(string path) =>
        string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? $"{Guid.NewGuid()}" : part));

    /// <param name="Scopes">A key needs one of them; empty when the operation requires a token.</param>
    private sealed record Documented(string Id, string Method, string Path, string[] Scopes);
}
