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

    public static SchemaNotes OfCatalog(this SchemaNotes notes) => notes
        .Text<PhotoLimitsBody>("maxPixels", "Width times height.")
        .Text<PhotoLimitsBody>("maxProgressivePixels", "Of a JPEG in several scans and of an interlaced PNG.")
        .Text<PhotoLimitsBody>("maxWebPPixels", "Of a WebP without transparency.")
        .Text<PhotoLimitsBody>("maxTransparentWebPPixels", "Of a WebP with transparency.")
        .Text<PhotoLimitsBody>("minSide", "In pixels, of the shorter side.")
        .Text<PhotoLimitsBody>("maxSide", "In pixels, of the longer side.")
        .Text<PhotoLimitsBody>("maxSideRatio", "How many times longer one side may be than the other.");
}
