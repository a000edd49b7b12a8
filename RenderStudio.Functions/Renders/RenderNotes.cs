using Microsoft.OpenApi;
using RenderStudio.Core.Renders;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Renders;

/// <summary>What the API document tells about the properties of renders.</summary>
public static class RenderNotes
{
    private const string SignedLink = "A signed link that expires within ten minutes.";
    private const string PermanentLink = "A permanent link that needs no token; null while the render is private.";

    public static SchemaNotes OfRenders(this SchemaNotes notes) => notes
        .Choice<RenderSummary>("mode", Vocabulary.Modes)
        .Text<RenderSummary>("deletedAt", "Null unless the list contains deleted renders.")
        .Text<RenderSummary>("publicUrl", "A permanent link to the cover; null while the render is private.")
        .Text<CoverView>("url", SignedLink)
        .Text<CoverView>("publicUrl", PermanentLink)
        .Text<CoverView>("publicThumbnailUrl", PermanentLink)
        .Text<CoverView>("placeholder", "Mean colour as `#rrggbb`, to show while the picture loads.")
        .Choice<RenderView>("mode", Vocabulary.Modes)
        .Choice<RenderView>("quality", Core.Imaging.Quality.Known)
        .Text<RenderView>("composedPrompt", "The prompt that was sent to the model.")
        .Text<RenderView>("seed", "The seed that was used; null where the model takes none.")
        .Text<RenderView>("credits", "Credits that were charged.")
        .Text<RenderView>("publicUrl", "A permanent link to the cover; null while the render is private.")
        .Text<InputView>("url", "A signed link; null when the owner has deleted the photo.")
        .Text<InputView>("publicUrl", "A permanent link; null while the photo is private.")
        .Text<VariantView>("index", "Never changes.")
        .Text<VariantView>("rank", "Position in the render; 0 is the best.")
        .Text<VariantView>("url", SignedLink)
        .Text<VariantView>("publicUrl", PermanentLink)
        .Text<VariantView>("publicThumbnailUrl", PermanentLink)
        .Text<VariantView>("placeholder", "Mean colour as `#rrggbb`, to show while the picture loads.")
        .Json<VariantView>("quality", Quality, "How good the picture is; null where it was not assessed.")
        .Text<VariantView>("pngUrl", "Only for inspire: the same pixels as a PNG.")
        .Text<VariantView>("originalUrl", "Only for inspire: the picture as the model made it.")
        .Json<VariantView>("areas", Areas, "Only for inspire: the area of each colour.")
        .Text<VariantView>("sizes", "All sizes; present only where a single render is shown.")
        .Text<SizeView>(
            "name", "`full`, `thumb` (fits 400 pixels), `112x112`, `56x56`; for inspire `exact`, `original`.")
        .Text<SizeView>("publicUrl", PermanentLink)
        .Text<BulkItem>("code", "Null on success, otherwise the code that a single request returns.");

    private static OpenApiSchema Quality() => Record(
        ["score", "parts"],
        ("score", Share("0 to 1.")),
        ("parts", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            AdditionalProperties = Share(null),
            Description = "The components of the score.",
        }),
        ("flaw", Field.Text("Why the variant is not charged; null for one that is charged.").OrNull()));

    private static OpenApiSchema Areas() => new()
    {
        Type = JsonSchemaType.Array,
        Items = Record(
            ["color", "name", "share", "squareMetres"],
            ("color", Field.Text("`#rrggbb`.")),
            ("name", Field.Text("Null for an owner's own colour.").OrNull()),
            ("share", Share("Share of the surface, 0 to 1.")),
            ("squareMetres", Share("Null when the surface has no size.").OrNull())),
    };

    private static OpenApiSchema Share(string? description) =>
        new() { Type = JsonSchemaType.Number, Description = description };

    // Unlike a request, a response may gain properties.
    private static OpenApiSchema Record(string[] required, params (string, OpenApiSchema)[] properties)
    {
        var schema = Field.Record(required, properties);
        schema.AdditionalPropertiesAllowed = true;
        return schema;
    }
}
