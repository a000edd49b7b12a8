using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>
/// Generates the API document with services of its own, so that the start of the app does not register them and the
/// memory of their caches is released.
/// </summary>
public static class DocumentGenerator
{
    private const string Name = "v1";

    public static async Task<byte[]> RunAsync(EndpointDataSource endpoints, IHostEnvironment environment)
    {
        await using var services = Services(endpoints, environment);
        var generator = services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        var document = await generator.GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        return json.ToArray();
    }

    private static ServiceProvider Services(EndpointDataSource endpoints, IHostEnvironment environment)
    {
        var services = new ServiceCollection()
            .AddSingleton(endpoints).AddSingleton(environment).AddLogging().AddRouting()
            .AddTransient<IApiDescriptionProvider, DescribedEndpoints>()
            .Configure<JsonOptions>(json => ResponseJson.Configure(json.SerializerOptions));
        var notes = ResponseNotes.Create();
        services.AddOpenApi(Name, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = api => api.Metadata() is not null && !HttpMethods.IsHead(api.HttpMethod!);
            options.CreateSchemaReferenceId = SchemaNames.Of;
            options.AddSchemaTransformer((schema, context, _) => DescribeSchema.RunAsync(notes, schema, context));
            options.AddOperationTransformer((operation, context, _) => DescribeOperation.RunAsync(operation, context));
            options.AddDocumentTransformer((document, _, _) => DescribeDocument.RunAsync(document));
        });
        return services.BuildServiceProvider();
    }
}
