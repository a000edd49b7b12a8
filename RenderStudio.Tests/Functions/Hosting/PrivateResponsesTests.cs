using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Shared caches store no response to an owner, of any operation of the API document.</summary>
public sealed partial class PrivateResponsesTests(DeliveryApp shared) : IClassFixture<DeliveryApp>
{
    private const int FewestSucceeded = 25;

    private readonly RunningApp app = shared.App;

    [Fact]
    public async Task Every_response_of_an_operation_with_a_token_is_private()
    {
        var subject = $"private-{Guid.NewGuid()}";
        using var owner = app.ClientOf(subject);
        var ids = await IdsAsync(owner, await app.OwnerOfAsync(owner, subject));
        HashSet<string> succeeded = [];
        foreach (var operation in Operations())
        {
            foreach (var id in operation.Path.Contains('{') ? ids : ids[..1])
            {
                using var answer = await owner.SendAsync(operation.Request(id));

                Assert.True(
                    answer.Headers.CacheControl is { Private: true } caching
                        && (caching.NoStore || caching.NoCache || operation.Id == "getCatalog"),
                    $"{operation.Id}: {(int)answer.StatusCode}, {answer.Headers.CacheControl}");
                if (answer.IsSuccessStatusCode)
                    succeeded.Add(operation.Id);
            }
        }

        Assert.True(succeeded.Count >= FewestSucceeded, string.Join(", ", succeeded));
    }

    /// <summary>An id of each kind.</summary>
    private async Task<Guid[]> IdsAsync(HttpClient owner, Guid ownerId)
    {
        var asset = (await owner.UploadedAsync(Drawing.Quarters(80, 80).EncodePng())).Id();
        var render = await StoredRender.CreateAsync(app.Engine);
        var generation = await app.QueryAsync<Guid>(
            """
            with moved as (update renders set owner_id = @ownerId where id = @Id)
            update generations set owner_id = @ownerId where render_id = @Id returning id
            """, new { ownerId, render.Id });
        var body = new { url = "https://shop.example.com/a", events = new[] { "variant.ready" } };
        using var endpoint = await owner.PostAsJsonAsync("/api/v1/webhook-endpoints", body);
        return [asset, render.Id, generation, (await endpoint.Content.ReadFromJsonAsync<JsonElement>()).Id()];
    }

    /// <summary>Deletions come last, and the erasure of the owner after all others.</summary>
    private static IEnumerable<DocumentedRequest> Operations() =>
        from path in JsonNode.Parse(File.ReadAllText(DocumentedApi.FilePath))!["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Value!["security"]?.AsArray().Any(scheme => scheme!["token"] is not null) == true
        orderby operation.Key == "delete", path.Key.Length descending
        select new DocumentedRequest(
            (string)operation.Value!["operationId"]!, operation.Key, path.Key,
            operation.Value!["requestBody"]?["content"]?["application/json"]?["example"]?.ToJsonString());

    private sealed partial record DocumentedRequest(string Id, string Method, string Path, string? Example)
    {
        public HttpRequestMessage Request(Guid id) => new(
            new(Method.ToUpperInvariant()), Segment().Replace(Path, $"{id}"))
        {
            Content = Example is null
                ? null
                : new StringContent(ExampleId().Replace(Example, $"{id}"), Encoding.UTF8, "application/json"),
        };

        [GeneratedRegex(@"\{\w+\}")]
        private static partial Regex Segment();

        [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
        private static partial Regex ExampleId();
    }
}
