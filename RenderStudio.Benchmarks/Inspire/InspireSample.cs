using Microsoft.Extensions.Options;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Inspire;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Benchmarks.Inspire;

/// <summary>
/// A plan with eight colours for a square surface, and pictures similar to the output of a model for its stencil.
/// </summary>
internal sealed class InspireSample
{
    private static readonly string[] Colors =
        ["#e8e3d8", "#0075bc", "#47afe3", "#3bb44a", "#ffd833", "#e21f2f", "#8b5f3c", "#231f20"];

    internal InspireSample(int side)
    {
        Side = side;
        var modes = PromptCatalogue.Load().Modes.Select(mode => mode.Id).ToList();
        var plans = new PlanInspire(
            new ReadPalette(PaletteCatalogue.Load()), ModelCatalogue.Load(modes), Options.Create(new InspireOptions()));
        Plan = plans.Run(new InspireBrief
        {
            Id = Guid.Empty,
            OwnerId = Guid.Empty,
            StencilId = Guid.Empty,
            Seed = 11,
            AspectRatio = "1:1",
            Quality = Quality.Standard,
            Model = "stability-ai/sdxl",
            Palette = System.Text.Json.JsonSerializer.Serialize(Colors),
            Surface = """{"widthMm":12000,"lengthMm":12000}""",
            Stencil = "islands",
            MinRegionMm = 150,
        });
    }

    internal int Side { get; }

    internal InspirePlan Plan { get; }

    /// <summary>The stencil with uneven brightness and grain.</summary>
    internal Picture Painted(int seed)
    {
        using var stencil = Plan.DrawStencil(new(Side, Side));
        var (random, pixels) = (new Random(seed), stencil.ReadPixels());
        for (var at = 0; at < pixels.Length; at += 3)
        {
            var light = (12 * Math.Sin((at / 3 % Side / 70.0) + seed)) + random.Next(-14, 15);
            for (var band = 0; band < 3; band++)
                pixels[at + band] = (byte)Math.Clamp(pixels[at + band] + light, 0, 255);
        }

        return Picture.FromPixels(Side, Side, hasAlpha: false, pixels);
    }

    internal InspireFinisher Work()
    {
        using var stencil = Plan.DrawStencil(new(128, 128));
        return new(Plan, PictureSignature.Of(stencil));
    }
}
