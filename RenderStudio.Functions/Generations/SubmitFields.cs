using Microsoft.OpenApi;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Generations;

/// <summary>The fields of a submit and of a quote, for the API document.</summary>
public static class SubmitFields
{
    private const string FromCatalog = "An id from the catalog.";

    private const string Example =
        """{"mode":"imagine","prompt":"a reading corner with an oak bookcase","style":"japandi","variants":2}""";

    public static IReadOnlyList<Content> Bodies =>
    [
        Content.Json(InJson(), Example) with { Name = "GenerationRequest" },
        Content.Form(InForm()) with { Name = "GenerationForm" },
    ];

    private static OpenApiSchema InJson() => Field.Record(
        ["mode"],
        [
            .. Common(),
            ("input1", Field.Id("Asset id of the first photo.").OrNull()),
            ("input2", Field.Id("Asset id of the second photo; only for modes with two photos.").OrNull()),
            ("palette", Palette().OrNull()),
            ("surface", Surface().OrNull()),
        ]);

    /// <summary>The fields of a form. Lists and objects are sent as JSON text.</summary>
    private static OpenApiSchema InForm() => Field.Record(
        ["mode"],
        [
            .. Common(),
            ("input1", Field.File("The first photo: a file, or the id of an asset.")),
            ("input2", Field.File("The second photo: a file, or the id of an asset.")),
            ("palette", Field.Text("The id of a palette, or a JSON list of `#rrggbb`.")),
            ("surface", Field.Text("The surface as JSON.")),
        ]);

    private static (string Name, OpenApiSchema Schema)[] Common() =>
    [
        ("mode", Field.Choice(Vocabulary.Modes, "What to make.")),
        ("prompt", Field.Text(
            $"Required by modes with `needsPrompt` in the catalog. {Most(UserText.MaxPrompt)}").OrNull()),
        ("negativePrompt", Field.Text(
            $"What the pictures must not show. {Most(UserText.MaxNegative)}").OrNull()),
        ("roomType", Field.Text(FromCatalog).OrNull()),
        ("style", Field.Text(FromCatalog).OrNull()),
        ("aspectRatio", Field.Text($"{FromCatalog} Default: `match_input` with a photo, otherwise `1:1`.").OrNull()),
        ("quality", Field.Choice(Quality.Known, $"Default: `{Quality.Standard}`.").OrNull()),
        ("variants", Field.Whole(1, SubmitRules.MaxVariants, "Number of pictures. Default: 1.").OrNull()),
        ("seed", Field.Whole(0, SubmitRules.MaxSeed, "The same seed repeats a picture, if the model supports it.")
            .OrNull()),
        ("model", Field.Text($"{FromCatalog} Default: the first model of the mode.").OrNull()),
        ("maxWaitSeconds", Field.Whole(SubmitRules.MinWaitSeconds, SubmitRules.MaxWaitSeconds,
            "It fails with `timed_out` if the image model needs longer.").OrNull()),
        ("quoteId", Field.Id("Applies the price of this quote.").OrNull()),
        ("stencil", Field.Choice(StencilKinds.Known, "Only for inspire. Default: chosen by the prompt.").OrNull()),
        ("minRegionMm", Field.Whole(1, InspireRules.MostRegionMm,
            "Only for inspire: areas narrower than this are removed.").OrNull()),
    ];

    private static string Most(int characters) => $"At most {characters} characters without surrounding white space.";

    internal static OpenApiSchema Palette() => Field.Either(
        "Only for inspire: the id of a palette, or a list of colours.",
        Field.Text("An id from the catalog."),
        Field.List(Color(), ReadPalette.LeastColors, ReadPalette.MostColors));

    internal static OpenApiSchema Surface()
    {
        var coordinate = new OpenApiSchema { Type = JsonSchemaType.Number };
        var surface = Field.Record(
            ["widthMm", "lengthMm"],
            ("widthMm", Field.Whole(Core.Inspire.Surface.LeastMm, Core.Inspire.Surface.MostMm)),
            ("lengthMm", Field.Whole(Core.Inspire.Surface.LeastMm, Core.Inspire.Surface.MostMm)),
            ("polygon", Field.List(Field.List(coordinate, 2, 2, "[x, y] in millimetres."), ReadSurface.LeastPoints,
                Core.Inspire.Surface.MostPoints, "The outline. Default: the rectangle.").OrNull()));
        surface.Description = "Only for inspire: the size of the surface in millimetres.";
        return surface;
    }

    private static OpenApiSchema Color()
    {
        var color = Field.Text("`#rrggbb`.");
        color.Pattern = "^#[0-9a-fA-F]{6}$";
        return color;
    }
}
