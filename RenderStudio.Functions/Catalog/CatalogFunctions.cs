using System.Security.Cryptography;
using System.Text.Json;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Catalog;

public static class CatalogFunctions
{
    public static void MapCatalog(this IEndpointRouteBuilder app) =>
        app.MapGroup(ApiRoutes.Catalog).RequireCaller().MapGet("", Get).AnyKey().Describe(CatalogDocument.Get);

    private static IResult Get(HttpContext context, PromptCatalogue prompts, ModelCatalogue models,
        PaletteCatalogue palettes)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            Describe(prompts, models, palettes), ReadableJson.Of(CatalogJson.Default.CatalogBody));
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 8))}\"";
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "private, max-age=300";
        return IfNoneMatch.Matches(context.Request, tag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(body, "application/json; charset=utf-8");
    }

    private static CatalogBody Describe(PromptCatalogue prompts, ModelCatalogue models, PaletteCatalogue palettes)
    {
        return new()
        {
            Modes = [.. prompts.Modes.Select(mode => ModeBody.Of(mode, models))],
            Styles = [.. prompts.Styles.Select(ChoiceBody.Of)],
            RoomTypes = [.. prompts.RoomTypes.Select(ChoiceBody.Of)],
            AspectRatios =
                [new(AspectRatio.MatchInput, "As the photo", null), .. models.AspectRatios.Select(AspectRatioBody.Of)],
            Qualities = [new(Quality.Draft, "Draft"), new(Quality.Standard, "Standard"), new(Quality.High, "High")],
            Models = [.. models.Models.Select(model => ModelBody.Of(model, models))],
            Palettes = palettes.Palettes,
            Limits = Limits(PictureLimits.Inputs),
        };
    }

    private static LimitsBody Limits(PictureLimits photo) => new()
    {
        PromptCharacters = new(0, UserText.MaxPrompt),
        NegativePromptCharacters = new(0, UserText.MaxNegative),
        Variants = new(1, SubmitRules.MaxVariants),
        Seed = new(0, SubmitRules.MaxSeed),
        MaxWaitSeconds = new(SubmitRules.MinWaitSeconds, SubmitRules.MaxWaitSeconds),
        Photo = new(
            FormFields.MaxFileBytes, photo.MaxPixels, photo.MaxProgressivePixels, photo.MinSide, photo.MaxSide,
            [.. photo.Formats.Select(format => format.MediaType).Order()]),
        Inspire = new(
            new(ReadPalette.LeastColors, ReadPalette.MostColors), new(Surface.LeastMm, Surface.MostMm),
            new(ReadSurface.LeastPoints, Surface.MostPoints), new(1, InspireRules.MostRegionMm), StencilKinds.Known),
    };
}
