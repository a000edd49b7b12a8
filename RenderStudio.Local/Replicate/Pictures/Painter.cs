using RenderStudio.Core.Imaging;
using RenderStudio.Local.Replicate.Catalogue;
using RenderStudio.Local.Replicate.Files;
using RenderStudio.Local.Replicate.Predictions;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>
/// Simulates the model: draws the requested number of pictures in the size and format that the input implies.
/// </summary>
internal sealed class Painter(InputImages images)
{
    private const int LargestArea = 2048 * 2048;
    private const int SourceSide = 1024;

    /// <summary>Draws and discards a picture, so that the first requested one is not slower than the next.</summary>
    public static void WarmUp()
    {
        var scene = new Scene { Prompt = "warm-up", Model = "", Seed = 0, Index = 0, Size = new PictureSize(64, 64) };
        using var picture = WithoutAlpha(Picture.FromSvg(scene.ToSvg()));
        _ = picture.EncodePng();
        _ = picture.EncodeWebP();
    }

    /// <summary>The requested seed; without one, a seed derived from the simulator's seed.</summary>
    public static int SeedOf(SimulatedRun prediction, SimulatorSettings rules) =>
        new PaintInput(prediction.Model, prediction.Input).Whole("seed")
            ?? prediction.Chance.Number(rules.Seed, "seed") % 65536;

    public async Task<IReadOnlyList<PaintedPicture>> PaintAsync(SimulatedRun prediction, SimulatorSettings rules,
        CancellationToken ct)
    {
        var input = new PaintInput(prediction.Model, prediction.Input);
        using var source = await FetchSourceAsync(input, ct);
        var size = PictureSize.Of(prediction.Model, input, source is null ? null : new(source.Width, source.Height));
        CheckSize(prediction.Model, size);
        if (rules.LargestSide is { } largest)
            size = size.Within(largest);

        var link = source is null ? null : DataLink(source);
        var seed = SeedOf(prediction, rules);
        var pictures = new PaintedPicture[CountOf(prediction.Model, input)];
        await Parallel.ForAsync(0, pictures.Length, ct, (index, _) =>
        {
            var scene = new Scene
            {
                Prompt = input.Text("prompt"),
                Model = prediction.Model.Name,
                Seed = seed,
                Index = index,
                Size = size,
                Source = link,
                Strength = StrengthOf(input),
            };
            pictures[index] = Encode(scene.ToSvg(), index, prediction.Model, input);
            return ValueTask.CompletedTask;
        });
        return pictures;
    }

    /// <summary>Fetches every input picture, as the model does; only the first one is drawn.</summary>
    private async Task<Picture?> FetchSourceAsync(PaintInput input, CancellationToken ct)
    {
        Picture? source = null;
        foreach (var link in input.ImageLinks)
        {
            if (Picture.Decode(await images.FetchAsync(link, ct), ct).Failed(out _, out var picture))
                throw new ModelFailedException("cannot identify image file '/tmp/tmpinput'");
            if (source is null)
                source = picture;
            else
                picture.Dispose();
        }
        return source;
    }

    private static string DataLink(Picture source)
    {
        using var small = source.FitWithin(SourceSide);
        return "data:image/jpeg;base64," + Convert.ToBase64String(small.EncodeJpeg());
    }

    private static void CheckSize(SimulatedModel model, PictureSize size)
    {
        if (model.Name != "sdxl")
            return;
        if (size.Width % 8 != 0 || size.Height % 8 != 0)
            throw new ModelFailedException(
                $"`height` and `width` have to be divisible by 8 but are {size.Height} and {size.Width}.");
        if (size.Width < 8 || size.Height < 8 || (long)size.Width * size.Height > LargestArea)
            throw new ModelFailedException("CUDA out of memory. Tried to allocate 32.00 GiB (E1001)");
    }

    private static int CountOf(SimulatedModel model, PaintInput input) => model.Name switch
    {
        "seedream-4" when input.Text("sequential_image_generation") == "auto" =>
            Math.Clamp(input.Whole("max_images") ?? 1, 1, 15 - Math.Min(14, input.ImageLinks.Count())),
        "seedream-4" => 1,
        _ => input.Whole("num_outputs") ?? 1,
    };

    /// <summary>Opacity of the new picture over the source, 0 to 1.</summary>
    private static double StrengthOf(PaintInput input) => Math.Clamp(input.Number("prompt_strength") ?? 0.6, 0.2, 0.85);

    private static PaintedPicture Encode(string svg, int index, SimulatedModel model, PaintInput input)
    {
        using var picture = WithoutAlpha(Picture.FromSvg(svg));
        var format = model.Name == "seedream-4" ? "jpg" : input.Text("output_format") is { Length: > 0 } asked
            ? asked
            : "png";
        var quality = Math.Clamp(input.Whole("output_quality") ?? 90, 1, 100);
        return new PaintedPicture(index, format switch
        {
            "webp" => picture.EncodeWebP(new WebPOptions(quality, Effort: 1)),
            "jpg" => picture.EncodeJpeg(quality),
            _ => picture.EncodePng(),
        }, format);
    }

    /// <summary>
    /// Removes the alpha channel: scenes are opaque, and models return pictures without alpha. Disposes the argument.
    /// </summary>
    private static Picture WithoutAlpha(Picture drawn)
    {
        using var _ = drawn;
        var from = drawn.ReadPixels();
        var to = new byte[from.Length / 4 * 3];
        for (int source = 0, target = 0; source < from.Length; source += 4, target += 3)
            (to[target], to[target + 1], to[target + 2]) = (from[source], from[source + 1], from[source + 2]);
        return Picture.FromPixels(drawn.Width, drawn.Height, hasAlpha: false, to);
    }
}
