using Microsoft.OpenApi;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Catalog;

public static class CatalogDocument
{
    public static Operation Get() => new("getCatalog", Tags.Catalog, "Get modes, styles, models and limits")
    {
        Parameters = [Parameters.IfNoneMatch],
        Answers =
        [
            new(200, "The catalog.")
            {
                Contents = [new("application/json", typeof(CatalogBody), null, null)],
                Headers = new Dictionary<string, OpenApiHeader> { ["ETag"] = Headers.ETag },
            },
            new(304, "The catalog has not changed.")
            {
                Headers = new Dictionary<string, OpenApiHeader> { ["ETag"] = Headers.ETag },
            },
        ],
    };
}
