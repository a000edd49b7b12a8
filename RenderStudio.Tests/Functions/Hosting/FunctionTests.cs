using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using RenderStudio.Core.Blobs;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>
/// The Functions host routes by the attributes of the functions, the app by its endpoints. These tests compare both.
/// </summary>
public sealed class FunctionTests
{
    private const string Last = "ZUnknownPath";

    private static readonly IReadOnlyList<Trigger> Triggers = Trigger.ReadAll();

    private static readonly IReadOnlyList<Trigger> HttpTriggers = [.. Triggers.Where(trigger => trigger.Http is not null)];

    private static readonly IReadOnlyList<string> Endpoints = MappedEndpoints();

    [Fact]
    public void Every_endpoint_belongs_to_exactly_one_function()
    {
        foreach (var path in Endpoints)
            Assert.Single(HttpTriggers, trigger => trigger.Name != Last && trigger.Matches(path));
    }

    [Fact]
    public void Every_function_serves_an_endpoint() =>
        Assert.All(HttpTriggers, function => Assert.Contains(Endpoints, function.Matches));

    [Fact]
    public void The_function_for_unknown_paths_matches_every_path_of_the_API_and_has_the_last_name()
    {
        var last = HttpTriggers.MaxBy(trigger => trigger.Name, StringComparer.OrdinalIgnoreCase)!;

        Assert.Equal(Last, last.Name);
        Assert.All(["/api", "/api/v1/nowhere", "/api/v1/renders/nowhere"], path => Assert.True(last.Matches(path)));
        Assert.All(["/", "/StartPrediction", "/admin/functions/StartPrediction"],
            path => Assert.DoesNotContain(HttpTriggers, trigger => trigger.Matches(path)));
    }

    // The host answers 404 without a body for a method that a function does not declare.
    [Fact]
    public void Every_HTTP_function_accepts_all_methods_is_anonymous_and_is_not_a_catch_all()
    {
        Assert.All(HttpTriggers, function =>
        {
            Assert.Null(function.Http!.Methods);
            Assert.Equal(AuthorizationLevel.Anonymous, function.Http!.AuthLevel);
            Assert.Matches("^(api|studio)/", function.Http.Route);
        });
    }

    [Fact]
    public void Every_queue_has_one_function_that_binds_bytes_and_accepts_the_hosts_token()
    {
        var queues = Triggers.Where(trigger => trigger.Queue is not null).ToList();

        Assert.Equal(StudioQueues.All.Order(), queues.Select(function => function.Queue!.QueueName).Order());
        Assert.All(queues, function =>
        {
            Assert.Equal("AzureWebJobsStorage", function.Queue!.Connection);
            Assert.Equal([typeof(byte[]), typeof(CancellationToken)], function.Parameters);
        });
    }

    [Fact]
    public void No_timer_is_monitored_and_each_accepts_the_hosts_token()
    {
        var timers = Triggers.Where(trigger => trigger.Timer is not null).ToList();

        Assert.Equal(
            ["ReconcilePredictions */30 * * * * *", "SweepStorage 0 0 * * * *"],
            timers.Select(function => $"{function.Name} {function.Timer!.Schedule}").Order());
        Assert.All(timers, function =>
        {
            Assert.False(function.Timer!.UseMonitor);
            Assert.Contains(typeof(CancellationToken), function.Parameters);
        });
    }

    private static List<string> MappedEndpoints()
    {
        using var app = PlainServer.Build([]);
        var routes = new RouteList(app.Services);
        RenderStudio.Functions.Program.MapStudio(routes);
        return
        [
            .. routes.DataSources.SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not null)
                .Select(endpoint => Example(endpoint.RoutePattern)).Distinct(),
        ];
    }

    private static string Example(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            _ => Guid.Empty.ToString(),
        }));

    private sealed class RouteList(IServiceProvider services) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }

    private sealed record Trigger(
        string Name, HttpTriggerAttribute? Http, QueueTriggerAttribute? Queue, TimerTriggerAttribute? Timer,
        Type[] Parameters)
    {
        public bool Matches(string path) =>
            new TemplateMatcher(TemplateParser.Parse(Http!.Route!), []).TryMatch(path, []);

        public static IReadOnlyList<Trigger> ReadAll() =>
        [
            .. from type in typeof(RenderStudio.Functions.Program).Assembly.GetTypes()
               from method in type.GetMethods()
               let function = method.GetCustomAttribute<FunctionAttribute>()
               where function is not null
               select new Trigger(function.Name, Of<HttpTriggerAttribute>(method), Of<QueueTriggerAttribute>(method),
                   Of<TimerTriggerAttribute>(method),
                   [.. method.GetParameters().Select(parameter => parameter.ParameterType)]),
        ];

        private static T? Of<T>(MethodInfo method) where T : Attribute =>
            method.GetParameters().Select(parameter => parameter.GetCustomAttribute<T>()).FirstOrDefault(found => found is not null);
    }
}
