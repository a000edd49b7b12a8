using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace RenderStudio.Tests.Functions;

/// <summary>
/// What the Functions host sends and what the app serves are written in two places; this holds them together.
/// </summary>
public sealed class FunctionFilesTests
{
    private const string Preflight = "OPTIONS";

    private static readonly IReadOnlyList<FunctionFile> Files = FunctionFile.ReadAll();

    private static readonly IReadOnlyList<(string Path, string Method)> Endpoints = MappedEndpoints();

    [Fact]
    public void Every_http_endpoint_lies_under_exactly_one_function_that_lets_its_method_through()
    {
        foreach (var (path, method) in Endpoints.Where(endpoint => endpoint.Path.StartsWith("/api/")))
        {
            var function = Assert.Single(Files, file => file.Matches(path));
            Assert.Contains(method, function.Methods);
        }
    }

    [Fact]
    public void Every_method_of_a_function_is_served_by_an_endpoint()
    {
        foreach (var file in Files.Where(file => file.Route is not null))
        {
            foreach (var method in file.Methods.Where(method => method != Preflight))
                Assert.Contains(Endpoints, endpoint => endpoint.Method == method && file.Matches(endpoint.Path));
        }
    }

    [Fact]
    public void Every_http_function_answers_preflight_is_anonymous_and_is_no_catch_all()
    {
        foreach (var file in Files.Where(file => file.Route is not null))
        {
            Assert.Contains(Preflight, file.Methods);
            Assert.Equal("anonymous", file.Trigger.GetProperty("authLevel").GetString());
            Assert.StartsWith("api/", file.Route);
            Assert.Equal(["httpTrigger", "http"], file.BindingTypes);
        }
    }

    [Fact]
    public void Every_other_function_is_a_post_to_its_name_and_the_other_way_round()
    {
        var triggered = Files.Where(file => file.Route is null).Select(file => "/" + file.Name).Order();
        var served = Endpoints.Where(endpoint => endpoint.Method == "POST" && !endpoint.Path.StartsWith("/api/"));

        Assert.Equal(triggered, served.Select(endpoint => endpoint.Path).Order());
    }

    [Fact]
    public void Queues_are_listened_to_in_binary_and_have_no_outputs()
    {
        var queues = Files.Where(file => file.BindingTypes is ["queueTrigger"]).ToList();

        Assert.All(queues, file => Assert.Equal("binary", file.Trigger.GetProperty("dataType").GetString()));
        Assert.Equal(
            Core.Storage.StudioQueues.All.Order(),
            queues.Select(file => file.Trigger.GetProperty("queueName").GetString()).Order());
    }

    private static List<(string, string)> MappedEndpoints()
    {
        using var app = RenderStudio.Functions.Program.Build([]);
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not null)
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                    .Select(method => (Example(endpoint.RoutePattern), method)))
                .Where(endpoint => endpoint.Item1 != "/"),
        ];
    }

    private static string Example(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            _ => Guid.Empty.ToString(),
        }));

    private sealed record FunctionFile(
        string Name, JsonElement Trigger, string? Route, string[] Methods, string[] BindingTypes)
    {
        public bool Matches(string path) => Route is not null
            && new TemplateMatcher(TemplateParser.Parse(Route), []).TryMatch(path, []);

        public static IReadOnlyList<FunctionFile> ReadAll() =>
        [
            .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "RenderStudio.Functions", "functions"))
                .Select(Read),
        ];

        private static FunctionFile Read(string folder)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "function.json")));
            var bindings = document.RootElement.Clone().GetProperty("bindings").EnumerateArray().ToList();
            var trigger = bindings[0];
            return new(
                Path.GetFileName(folder),
                trigger,
                trigger.TryGetProperty("route", out var route) ? route.GetString() : null,
                trigger.TryGetProperty("methods", out var methods)
                    ? [.. methods.EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant())]
                    : [],
                [.. bindings.Select(binding => binding.GetProperty("type").GetString()!)]);
        }
    }
}
