using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class FunctionIndexTests
{
    [Fact]
    public void The_second_of_two_functions_with_one_route_is_in_error()
    {
        var index = Index(Http("First", "things/{id}"), Http("Second", "Things/{id}"), Http("Third", "others"));
        Assert.Equal(["First", "Third"], index.Http.Select(function => function.Function.Name));
        Assert.Equal("Its route 'api/Things/{id}' is the route of First.", index.Functions[1].Error);
    }

    [Fact]
    public void Two_functions_share_a_route_if_they_share_no_method()
    {
        var index = Index(Http("Read", "things", "get"), Http("Write", "things", "post", "put"));
        Assert.All(index.Functions, function => Assert.Null(function.Error));
    }

    [Fact]
    public void A_function_without_a_route_is_found_under_its_name() =>
        Assert.Equal("api/Lonely", Assert.Single(Index(Http("Lonely", null)).Http).Route);

    [Theory]
    [InlineData("admin/things")]
    [InlineData("runtime")]
    public void Routes_of_the_host_are_reserved(string route) =>
        Assert.NotNull(Index(prefix: "", Http("Mine", route)).Functions[0].Error);

    [Fact]
    public void A_function_with_an_unknown_trigger_is_in_error()
    {
        var function = Metadata("Blob", """{"name":"blob","type":"blobTrigger","direction":"In"}""");
        Assert.Equal("This host has no listener for a trigger of type 'blobTrigger'.",
            Index(function).Functions[0].Error);
    }

    private static FunctionIndex Index(params RpcFunctionMetadata[] functions) => Index("api", functions);

    private static FunctionIndex Index(string prefix, params RpcFunctionMetadata[] functions) =>
        FunctionIndex.Of([.. functions.Select(Function.From)], prefix,
            NullLogger.Instance);

    private static RpcFunctionMetadata Http(string name, string? route, params string[] methods)
    {
        var routeJson = route is null ? "" : $"\"route\":\"{route}\",";
        var methodsJson = string.Join(',', methods.Select(method => $"\"{method}\""));
        return Metadata(name, $$"""{"name":"req","type":"httpTrigger",{{routeJson}}"methods":[{{methodsJson}}]}""");
    }

    private static RpcFunctionMetadata Metadata(string name, string binding)
    {
        var metadata = new RpcFunctionMetadata { Name = name, FunctionId = name };
        metadata.RawBindings.Add(binding);
        return metadata;
    }
}
