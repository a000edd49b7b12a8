using System.Text;
using System.Text.RegularExpressions;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>
/// A picture as SVG: shapes on a gradient, the source image over them, and a caption. It uses the colours that the
/// prompt names as <c>#rrggbb</c>, or colours derived from the prompt. Seed, index and prompt determine the shapes.
/// </summary>
internal sealed partial record Scene
{
    private const int Shapes = 18, DerivedColours = 6;

    public required string Prompt { get; init; }

    public required string Model { get; init; }

    public required int Seed { get; init; }

    public required int Index { get; init; }

    public required PictureSize Size { get; init; }

    /// <summary>The input picture as a <c>data:</c> link; null without one.</summary>
    public string? Source { get; init; }

    /// <summary>Opacity of the shapes over the source, 0 to 1.</summary>
    public double Strength { get; init; }

    /// <summary>The height is 1000 units for every size.</summary>
    public double Width => 1000.0 * Size.Width / Size.Height;

    public string ToSvg()
    {
        var random = new Random((int)Chance.Scramble($"{Seed}/{Index}/{Prompt}"));
        var colours = Colours();
        random.Shuffle(colours);
        var body = new StringBuilder();
        AppendBackground(body, colours[0], colours[1]);
        for (var shape = 0; shape < Shapes; shape++)
            AppendShape(body, shape, colours[shape % colours.Length], random);
        if (Source is not null)
            body.Append($"<image href=\"{Source}\" x=\"0\" y=\"0\" width=\"{Width:0.###}\" height=\"1000\"")
                .Append($" preserveAspectRatio=\"none\" opacity=\"{1 - Strength:0.##}\"/>");
        Caption.Append(body, this);
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Size.Width}\" height=\"{Size.Height}\" "
            + $"viewBox=\"0 0 {Width:0.####} 1000\" preserveAspectRatio=\"none\">{body}</svg>";
    }

    private void AppendBackground(StringBuilder svg, string top, string bottom) =>
        svg.Append($"<linearGradient id=\"back\" x1=\"0\" y1=\"0\" x2=\"0.4\" y2=\"1\"><stop stop-color=\"{top}\"/>")
            .Append($"<stop offset=\"1\" stop-color=\"{bottom}\"/></linearGradient>")
            .Append($"<rect width=\"{Width:0.####}\" height=\"1000\" fill=\"url(#back)\"/>");

    private void AppendShape(StringBuilder svg, int shape, string colour, Random random)
    {
        var (x, y) = (Width * random.NextDouble(), 1000 * random.NextDouble());
        var (width, height) = (80 + random.Next(300), 80 + random.Next(300));
        // Not the property opacity: librsvg draws a shape with it on a surface of its own first, which takes longer.
        svg.Append((shape % 3) switch
        {
            0 => $"<ellipse cx=\"{x:0}\" cy=\"{y:0}\" rx=\"{width / 2}\" ry=\"{height / 2}\" "
                + $"fill=\"{colour}\" fill-opacity=\"0.85\"/>",
            1 => $"<rect x=\"{x - (width / 2):0}\" y=\"{y - (height / 2):0}\" width=\"{width}\" height=\"{height}\" "
                + $"rx=\"24\" fill=\"{colour}\" fill-opacity=\"0.85\"/>",
            _ => $"<path d=\"M0 {y:0}Q{Width / 2:0} {y + height - 230:0} {Width:0} {y - height + 230:0}\" "
                + $"fill=\"none\" stroke=\"{colour}\" stroke-width=\"{height / 6}\" stroke-opacity=\"0.85\"/>",
        });
    }

    private string[] Colours()
    {
        string[] named =
            [.. ColourPattern().Matches(Prompt).Select(match => match.Value.ToLowerInvariant()).Distinct()];
        return named.Length >= 2
            ? named
            : [.. Enumerable.Range(0, DerivedColours).Select(at => $"#{Chance.Scramble($"{Prompt}/{at}") >> 40:x6}")];
    }

    [GeneratedRegex("#[0-9a-fA-F]{6}\\b")]
    private static partial Regex ColourPattern();
}
