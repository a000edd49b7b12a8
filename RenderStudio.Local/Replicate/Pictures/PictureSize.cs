using RenderStudio.Local.Replicate.Catalogue;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>The size of a model's pictures in pixels.</summary>
internal readonly record struct PictureSize(int Width, int Height)
{
    private const int Megapixel = 1024 * 1024;

    private static readonly Dictionary<string, PictureSize> FluxSizes = new()
    {
        ["1:1"] = new(1024, 1024),
        ["16:9"] = new(1344, 768),
        ["21:9"] = new(1536, 640),
        ["3:2"] = new(1216, 832),
        ["2:3"] = new(832, 1216),
        ["4:5"] = new(896, 1088),
        ["5:4"] = new(1088, 896),
        ["3:4"] = new(896, 1152),
        ["4:3"] = new(1152, 896),
        ["9:16"] = new(768, 1344),
        ["9:21"] = new(640, 1536),
    };

    /// <param name="source">Size of the input picture; null without one.</param>
    public static PictureSize Of(SimulatedModel model, PaintInput input, PictureSize? source) => model.Name switch
    {
        "sdxl" => Sdxl(input, source),
        "flux-schnell" or "flux-dev" => Flux(input, source),
        "flux-1.1-pro" when input.Text("aspect_ratio") == "custom" =>
            new((input.Whole("width") ?? 1024) / 32 * 32, (input.Whole("height") ?? 1024) / 32 * 32),
        "seedream-4" => Seedream(input, source),
        "interior-design" => (source ?? new(768, 768)).Within(4096, 1),
        _ => ByRatio(input.Text("aspect_ratio"), source, Megapixel),
    };

    /// <summary>
    /// With an input picture and no mask, SDXL ignores width and height and uses the size of the picture.
    /// </summary>
    private static PictureSize Sdxl(PaintInput input, PictureSize? source) =>
        source is { } picture && !input.Has("mask")
        ? picture.Within(2048, 8)
        : new(input.Whole("width")!.Value, input.Whole("height")!.Value);

    private static PictureSize Flux(PaintInput input, PictureSize? source)
    {
        var quarter = input.Text("megapixels") == "0.25";
        if (source is { } picture)
            return WithArea(picture.Width / (double)picture.Height, quarter ? Megapixel / 4 : Megapixel);
        var size = FluxSizes[input.Text("aspect_ratio")];
        return quarter ? new(size.Width / 2, size.Height / 2) : size;
    }

    private static PictureSize Seedream(PaintInput input, PictureSize? source) => input.Text("size") switch
    {
        "custom" => new(input.Whole("width")!.Value, input.Whole("height")!.Value),
        var size => ByRatio(input.Text("aspect_ratio"), source, Megapixel * (int)Math.Pow(size[0] - '0', 2)),
    };

    private static PictureSize ByRatio(string ratio, PictureSize? source, int area)
    {
        if (ratio == "match_input_image")
            return source is { } picture ? WithArea(picture.Width / (double)picture.Height, area) : WithArea(1, area);
        if (area == Megapixel && FluxSizes.TryGetValue(ratio, out var size))
            return size;
        var sides = ratio.Split(':');
        return WithArea(double.Parse(sides[0]) / double.Parse(sides[1]), area);
    }

    private static PictureSize WithArea(double ratio, int area) =>
        new(Multiple(Math.Sqrt(area * ratio), 16), Multiple(Math.Sqrt(area / ratio), 16));

    /// <summary>Scales down to a maximum side; sides are multiples of a number.</summary>
    public PictureSize Within(int side, int multiple = 1)
    {
        var scale = Math.Min(1, side / (double)Math.Max(Width, Height));
        return new(Floor(Width * scale, multiple), Floor(Height * scale, multiple));
    }

    private static int Multiple(double length, int multiple) =>
        Math.Max(1, (int)Math.Round(length / multiple)) * multiple;

    private static int Floor(double length, int multiple) => Math.Max(1, (int)(length + 0.5) / multiple) * multiple;
}
