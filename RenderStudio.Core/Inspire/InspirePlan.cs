using System.Text.Json;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Core.Inspire;

/// <summary>The fixed properties of a generation's pictures.</summary>
/// <param name="Requested">The requested area of each colour, as a share of 1.</param>
/// <param name="Size">Of the working picture.</param>
public sealed record InspirePlan(
    IReadOnlyList<PaletteColor> Palette, IReadOnlyList<double> Requested, Surface? Surface, PixelSize Size,
    Stencil Stencil, ClampSpecification Clamp)
{
    public Picture DrawStencil(PixelSize size) => StencilDrawing.Draw(Stencil, Clamp.Colors, size.Width, size.Height);
}

/// <summary>Computes the plan of a stored generation. The same generation always has the same plan.</summary>
public sealed class PlanInspire(ReadPalette palettes, ModelCatalogue models, IOptions<InspireOptions> options)
{
    // The aspect ratio whose pixel count is used for surfaces with their own shape.
    private const string Budget = "1:1";

    public InspirePlan Run(InspireBrief brief)
    {
        var errors = new FieldErrors();
        var palette = palettes.Run(JsonElement.Parse(brief.Palette), errors)!;
        var surface = brief.Surface is { } json ? ReadSurface.Run(JsonElement.Parse(json), errors) : null;
        if (errors.ToProblem() is { } problem)
            throw new InvalidDataException($"Generation {brief.Id} cannot be read: {problem.Message}");

        var frame = new SurfaceFrame(surface);
        var ratio = surface is null ? brief.AspectRatio : Budget;
        var size = frame.SizeOf(models.SizeOf(models.Get(brief.Model), ratio, brief.Quality)
            ?? models.AspectRatios.First(known => known.Id == ratio).At(brief.Quality));
        var requested = InspireSpecification.Shares(palette.Count);
        Rgb[] colors = [.. palette.Select(color => color.Rgb)];
        return new(
            palette, requested, surface, size,
            new(new(StencilKinds.Find(brief.Stencil)!.Value, requested, brief.StencilSeed,
                (double)size.Width / size.Height, frame)),
            new(colors, new ColorCube(colors), frame, brief.MinRegionMm, options.Value.Smoothing));
    }
}
