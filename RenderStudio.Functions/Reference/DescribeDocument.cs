using Microsoft.OpenApi;

namespace RenderStudio.Functions.Reference;

/// <summary>Adds the parts of the document that belong to no single operation.</summary>
public static class DescribeDocument
{
    private const string About =
        """
        A client submits a **generation**: a request for pictures from a prompt and photos. The pictures are stored as
        **variants** of a **render** in the owner's library. All JSON is in camel case, and times are in ISO 8601 UTC.

        Every error is a problem document (RFC 9457) with a stable `code`. Lists return `items` and `nextCursor`, which
        the next request sends as `cursor`. Unknown fields and parameters are rejected. Every GET also answers HEAD.
        """;

    public static Task RunAsync(OpenApiDocument document)
    {
        document.Info = new() { Title = "Render Studio", Version = "1", Description = About };
        // Relative, so that the document is the same at every address.
        document.Servers = [new() { Url = "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes = SecuritySchemes.All;
        document.Components.Headers = Headers.OfLimit;
        document.Components.Examples = DocumentedProblems.Examples;
        document.Tags = Tags.All;
        document.Paths = Sorted(document.Paths);
        return Task.CompletedTask;
    }

    /// <summary>The paths in the order of their tags; paths of one tag keep their order.</summary>
    private static OpenApiPaths Sorted(OpenApiPaths paths)
    {
        var order = Tags.All.Select(tag => tag.Name!).ToList();
        var sorted = new OpenApiPaths();
        foreach (var (path, item) in paths.OrderBy(path => order.IndexOf(TagOf(path.Value))))
            sorted.Add(path, item);
        return sorted;
    }

    private static string TagOf(IOpenApiPathItem item) => item.Operations!.First().Value.Tags!.First().Name!;
}
