using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Reference;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Contract;

namespace RenderStudio.Tests.Docs;

/// <summary>docs/openapi.json is complete, valid and up to date.</summary>
public sealed class ApiDocumentTests
{
    private static readonly JsonObject Document =
        JsonNode.Parse(File.ReadAllText(DocumentedApi.FilePath))!.AsObject();

    [Fact]
    public async Task The_committed_document_is_the_generated_one()
    {
        var generated = await GenerateDocument.RunAsync();

        Assert.True(
            File.ReadAllBytes(DocumentedApi.FilePath).AsSpan(..^1).SequenceEqual(generated),
            "Run: dotnet run --project RenderStudio.Testing -- openapi");
    }

    [Fact]
    public async Task Every_endpoint_is_documented()
    {
        await using var app = PlainServer.Build(RunningApp.Usual("Host=localhost", "UseDevelopmentStorage=true"));

        var endpoints = Endpoints(app);

        Assert.True(endpoints.Count >= 30, $"Only {endpoints.Count} endpoints were found.");
        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.GetMetadata<OperationMetadata>() is not null, endpoint.DisplayName));
    }

    [Fact]
    public async Task An_endpoint_that_requires_a_token_documents_the_query_parameters_that_it_accepts()
    {
        await using var app = PlainServer.Build(RunningApp.Usual("Host=localhost", "UseDevelopmentStorage=true"));
        var documented = Endpoints(app)
            .Select(endpoint => (endpoint, Operation: endpoint.Metadata.GetMetadata<OperationMetadata>()!.Create()))
            .Where(pair => pair.Operation.Access == Access.Token).ToList();

        Assert.NotEmpty(documented);
        Assert.All(documented, pair => Assert.Equal(
            (pair.endpoint.Metadata.GetMetadata<QueryParameters>()?.Names ?? []).Order(),
            pair.Operation.Parameters.Where(parameter => parameter.In == ParameterLocation.Query)
                .Select(parameter => parameter.Name).Order()));
    }

    [Fact]
    public void Every_operation_has_a_summary_and_a_documented_tag()
    {
        var tags = Document["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).ToHashSet();

        Assert.All(Operations(), operation =>
        {
            Assert.NotEmpty((string)operation["summary"]!);
            Assert.Contains((string)operation["tags"]![0]!, tags);
        });
    }

    [Fact]
    public void Every_problem_code_belongs_to_an_operation()
    {
        var documented = Operations().SelectMany(operation => operation["responses"]!.AsObject())
            .Select(response => response.Value!["content"]?["application/problem+json"]?["examples"])
            .OfType<JsonObject>().SelectMany(examples => examples.Select(example => example.Key)).Distinct();

        // No documented operation has a method that its resource does not support.
        Assert.Equal(OperationProblems.All.Except(["method_not_allowed"]).Order(), documented.Order());
    }

    [Fact]
    public void Every_response_documents_the_headers_of_the_limit()
    {
        Assert.All(Operations().SelectMany(operation => operation["responses"]!.AsObject()), response => Assert.All(
            (string[])["RateLimit", "RateLimit-Policy"],
            name => Assert.Equal($"#/components/headers/{name}", (string?)response.Value!["headers"]?[name]?["$ref"])));
    }

    [Fact]
    public void A_challenge_is_documented_exactly_where_a_token_is_accepted()
    {
        Assert.All(Operations(), operation => Assert.Equal(
            (operation["security"] as JsonArray ?? []).Any(one => one!.AsObject().ContainsKey("token")),
            operation["responses"]!["401"]?["headers"]?["WWW-Authenticate"] is not null));
    }

    [Fact]
    public void Every_note_describes_a_property_that_exists()
    {
        var notes = ResponseNotes.Create().Properties.ToList();

        Assert.True(notes.Count > 40);
        Assert.All(notes, note => Assert.Contains(
            note.Type.GetProperties(),
            property => property.Name.Equals(note.Property, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Every_example_matches_its_schema()
    {
        var schemas = new StrictSchemas(Document);
        var bodies = Operations()
            .SelectMany(operation => operation["responses"]!.AsObject().Select(response => response.Value!)
                .Append(operation["requestBody"] ?? new JsonObject()))
            .SelectMany(owner => (owner["content"] as JsonObject ?? []).Where(body => body.Key.EndsWith("json"))
                .Select(body => body.Value!)).ToList();

        Assert.True(bodies.Count > 100, $"Only {bodies.Count} bodies were found.");
        Assert.All(bodies, body => Assert.All(Examples(body), example => Assert.Null(
            schemas.Compile(body["schema"]!).Errors(example.Deserialize<JsonElement>()))));
    }

    [Fact]
    public async Task The_document_passes_the_recommended_rules_of_Redocly()
    {
        var start = new ProcessStartInfo("node",
        [
            Path.Combine(Repository.Root, "RenderStudio.Tests/node_modules/@redocly/cli/bin/cli.js"), "lint",
            DocumentedApi.FilePath, "--config", Path.Combine(Repository.Root, "redocly.yaml"), "--format", "stylish",
            "--max-problems", "20",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0 && !output.Contains("You have"), output);
    }

    // Pages for people, which call the API or show its document.
    private static readonly string[] Undocumented = ["api/reference", "studio"];

    private static List<RouteEndpoint> Endpoints(WebApplication app) =>
    [
        .. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => !Undocumented.Any(endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith))
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not null),
    ];

    private static IEnumerable<JsonObject> Operations() => Document["paths"]!.AsObject()
        .SelectMany(path => path.Value!.AsObject()).Select(operation => operation.Value!.AsObject());

    private static IEnumerable<JsonNode> Examples(JsonNode body) =>
        (body["examples"] as JsonObject ?? []).Select(example => Shared((string)example.Value!["$ref"]!))
            .Concat(body["example"] is { } one ? [one] : []);

    private static JsonNode Shared(string reference) =>
        Document["components"]!["examples"]![reference["#/components/examples/".Length..]]!["value"]!;
}
