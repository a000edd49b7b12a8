using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>Bodies of requests of every operation of the API document that declares no body.</summary>
public sealed class UndeclaredBodyTests(EquippedApp shared) : IClassFixture<EquippedApp>
{
    private const int FewestOperations = 13;

    private readonly RunningApp app = shared.App;

    private static readonly HashSet<string> WithoutBody =
    [
        .. from path in JsonNode.Parse(File.ReadAllText(DocumentedApi.FilePath))!["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           where operation.Key is not "get" && operation.Value!["requestBody"] is null
           select (string)operation.Value!["operationId"]!,
    ];

    public static TheoryData<string, HttpStatusCode, string, string[]> Rejected => new()
    {
        { """{"variants":9}""", HttpStatusCode.UnprocessableEntity, "validation_failed", ["variants"] },
        { """ {"a":null,"b":{}} """, HttpStatusCode.UnprocessableEntity, "validation_failed", ["a", "b"] },
        { "{", HttpStatusCode.BadRequest, "invalid_json", [] },
        { """{"a":1,"a":1}""", HttpStatusCode.BadRequest, "invalid_json", [] },
        { "[]", HttpStatusCode.BadRequest, "invalid_json", [] },
        { "null", HttpStatusCode.BadRequest, "invalid_json", [] },
        { "variants=9", HttpStatusCode.BadRequest, "invalid_json", [] },
        { new(' ', 300_000), HttpStatusCode.RequestEntityTooLarge, "body_too_large", [] },
    };

    [Fact]
    public void The_document_contains_operations_without_a_body() =>
        Assert.True(WithoutBody.Count >= FewestOperations, $"{WithoutBody.Count}");

    [Theory, MemberData(nameof(Rejected))]
    public async Task Every_operation_without_a_body_rejects_one_and_changes_nothing(
        string body, HttpStatusCode status, string code, string[] fields)
    {
        var before = await app.SnapshotAsync(shared.Victim);
        foreach (var request in Requests(shared.Victim.Of))
        {
            foreach (var isChunked in new[] { false, true })
            {
                using var answer = await SendAsync(shared.Victim.Client, request, body, isChunked);
                var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());

                Assert.Equal(
                    (request.Operation, status, code), (request.Operation, answer.StatusCode, problem.Text("code")));
                var errors = problem.TryGetProperty("errors", out var found) ? found : JsonElement.Parse("{}");
                Assert.Equal(fields, errors.EnumerateObject().Select(error => error.Name));
            }
        }

        Assert.Equal(before, await app.SnapshotAsync(shared.Victim));
    }

    [Fact]
    public async Task A_compressed_body_is_rejected_with_the_accepted_encoding()
    {
        foreach (var request in Requests(shared.Victim.Of))
        {
            using var message = Message(request, "{}", isChunked: false);
            message.Content!.Headers.ContentEncoding.Add("gzip");
            using var answer = await shared.Victim.Client.SendAsync(message);

            Assert.Equal(
                (request.Operation, HttpStatusCode.UnsupportedMediaType), (request.Operation, answer.StatusCode));
            Assert.Equal("identity", Assert.Single(answer.Headers.GetValues("Accept-Encoding")));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("{}")]
    [InlineData("\n{ }\n")]
    [InlineData("\uFEFF{}")]
    public async Task An_empty_body_and_an_empty_object_are_accepted(string body)
    {
        foreach (var request in Requests(_ => Guid.NewGuid()))
        {
            foreach (var isChunked in new[] { false, true })
            {
                using var owner = app.ClientOf($"{Guid.NewGuid()}");
                using var answer = await SendAsync(owner, request, body, isChunked);

                Assert.True(
                    answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound,
                    $"{request}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
        }
    }

    [Fact]
    public async Task Without_a_token_the_body_is_not_read()
    {
        foreach (var request in Requests(_ => Guid.NewGuid()))
        {
            using var answer = await SendAsync(app.Http, request, """{"variants":9}""", isChunked: true);
            Assert.Equal((request.Operation, HttpStatusCode.Unauthorized), (request.Operation, answer.StatusCode));
        }
    }

    [Fact]
    public async Task The_body_of_a_read_is_ignored()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/usage")
        {
            Content = new StringContent("""{"variants":9}"""),
        };
        using var answer = await shared.Victim.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static IEnumerable<DocumentedRequest> Requests(Func<string, Guid> idOf) =>
        DocumentedRequests.Of(idOf).Where(request => WithoutBody.Contains(request.Operation));

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, DocumentedRequest request, string body, bool isChunked)
    {
        using var message = Message(request, body, isChunked);
        return await client.SendAsync(message);
    }

    private static HttpRequestMessage Message(DocumentedRequest request, string body, bool isChunked)
    {
        var message = request.Create();
        message.Content = new StringContent(body, Encoding.UTF8, "application/json");
        message.Headers.TransferEncodingChunked = isChunked ? true : null;
        return message;
    }
}
