using System.Text;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>Writes SVG. A height is 1000 units, whatever the picture's size.</summary>
internal sealed class Canvas(PictureSize size, double width)
{
    private readonly StringBuilder body = new();

    public double Width => width;

    public void Rect(double x, double y, double w, double h, string fill, double round = 0, double opacity = 1) =>
        body.Append($"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{w:0.#}\" height=\"{h:0.#}\"")
            .Append($"{Round(round)} fill=\"{fill}\"{Opacity(opacity)}/>");

    public void Polygon(string fill, double opacity, params ReadOnlySpan<(double X, double Y)> points)
    {
        body.Append("<path d=\"M");
        foreach (var (x, y) in points)
            body.Append($"{x:0.#} {y:0.#} ");
        body.Append($"Z\" fill=\"{fill}\"{Opacity(opacity)}/>");
    }

    public void Ellipse(double cx, double cy, double rx, double ry, string fill, double opacity = 1) =>
        body.Append($"<ellipse cx=\"{cx:0.#}\" cy=\"{cy:0.#}\" rx=\"{rx:0.#}\" ry=\"{ry:0.#}\"")
            .Append($" fill=\"{fill}\"{Opacity(opacity)}/>");

    public void Line(double x1, double y1, double x2, double y2, string stroke, double thickness, double opacity = 1) =>
        Path($"M{x1:0.#} {y1:0.#}L{x2:0.#} {y2:0.#}", stroke, thickness, opacity);

    public void Path(string d, string stroke, double thickness, double opacity = 1) =>
        body.Append($"<path d=\"{d}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{thickness:0.##}\"")
            .Append($" stroke-linecap=\"round\" stroke-linejoin=\"round\"{Opacity(opacity, "stroke-opacity")}/>");

    public void Fill(string d, string fill, double opacity = 1) =>
        body.Append($"<path d=\"{d}\" fill=\"{fill}\"{Opacity(opacity)}/>");

    /// <summary>Stretched over the whole picture.</summary>
    public void Image(string link, double opacity) =>
        body.Append($"<image href=\"{link}\" x=\"0\" y=\"0\" width=\"{width:0.###}\" height=\"1000\"")
            .Append($" preserveAspectRatio=\"none\" opacity=\"{opacity:0.##}\"/>");

    /// <summary>Everything drawn within <paramref name="draw"/> is turned left to right.</summary>
    public void Mirrored(Action draw)
    {
        body.Append($"<g transform=\"translate({width:0.###} 0) scale(-1 1)\">");
        draw();
        body.Append("</g>");
    }

    /// <summary>A fill that runs from the top's colour to the bottom's.</summary>
    public string Gradient(string top, string bottom)
    {
        var id = $"g{body.Length}";
        body.Append($"<linearGradient id=\"{id}\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop stop-color=\"{top}\"/>")
            .Append($"<stop offset=\"1\" stop-color=\"{bottom}\"/></linearGradient>");
        return $"url(#{id})";
    }

    public string ToSvg() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size.Width}\" height=\"{size.Height}\" "
        + $"viewBox=\"0 0 {width:0.####} 1000\" preserveAspectRatio=\"none\">{body}</svg>";

    private static string Round(double radius) => radius > 0 ? $" rx=\"{radius:0.#}\"" : "";

    private static string Opacity(double opacity, string name = "fill-opacity") =>
        opacity < 1 ? $" {name}=\"{opacity:0.##}\"" : "";
}
