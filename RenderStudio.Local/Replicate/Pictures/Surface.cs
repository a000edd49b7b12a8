using System.Text;

namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>A play surface or court seen from straight above: flat areas of the palette's own colours.</summary>
internal static class Surface
{
    public static void Draw(Canvas canvas, Palette palette, Random random, string words)
    {
        canvas.Rect(0, 0, canvas.Width, 1000, palette.Accent(0));
        var colours = Math.Max(3, palette.Accents.Length);
        for (var i = 1; i < colours + 2; i++)
        {
            var (x, y) = (canvas.Width * random.NextDouble(), 1000 * random.NextDouble());
            canvas.Fill(Blob(x, y, 190 + random.Next(190), random), palette.Accent(i));
        }
        if (words.Contains("court") || words.Contains("pitch"))
            Court(canvas, palette);
        else if (words.Contains("track"))
            Track(canvas, palette);
        else
            Playground(canvas, palette, random);
    }

    private static void Playground(Canvas canvas, Palette palette, Random random)
    {
        Path(canvas, palette, random);
        for (var dot = 0; dot < 9; dot++)
        {
            var radius = 18 + random.Next(26);
            canvas.Ellipse(canvas.Width * random.NextDouble(), 1000 * random.NextDouble(), radius, radius,
                palette.Accent(dot + 2));
        }
    }

    /// <summary>A closed curve through points about a circle.</summary>
    private static string Blob(double cx, double cy, double radius, Random random)
    {
        const int corners = 9;
        var points = Enumerable.Range(0, corners).Select(i =>
        {
            var (angle, r) = (Math.Tau * i / corners, radius * (0.75 + random.NextDouble() * 0.5));
            return (X: cx + r * Math.Cos(angle), Y: cy + r * Math.Sin(angle));
        }).ToArray();
        var path = new StringBuilder();
        for (var i = 0; i <= corners; i++)
        {
            var (from, to) = (points[i % corners], points[(i + 1) % corners]);
            var (x, y) = ((from.X + to.X) / 2, (from.Y + to.Y) / 2);
            path.Append(i == 0 ? $"M{x:0} {y:0}" : $"Q{from.X:0} {from.Y:0} {x:0} {y:0}");
        }
        return path.Append('Z').ToString();
    }

    private static void Court(Canvas canvas, Palette palette)
    {
        var (w, line) = (canvas.Width, palette.Trim);
        canvas.Path($"M60 60H{w - 60:0}V940H60ZM{w / 2:0} 60V940", line, 12);
        canvas.Path($"M{w / 2 - 120:0} 500a120 120 0 1 0 240 0a120 120 0 1 0 -240 0", line, 12);
        canvas.Path($"M60 330H{w * 0.2:0}V670H60M{w - 60:0} 330H{w * 0.8:0}V670H{w - 60:0}", line, 12);
        canvas.Path($"M{w * 0.2:0} 390a110 110 0 0 1 0 220M{w * 0.8:0} 390a110 110 0 0 0 0 220", line, 12);
    }

    private static void Track(Canvas canvas, Palette palette)
    {
        canvas.Path(Oval(canvas.Width, 0), palette.Accent(1), 120);
        for (var lane = -1; lane <= 1; lane++)
            canvas.Path(Oval(canvas.Width, lane * 30), palette.Trim, 4);
    }

    private static string Oval(double width, int inwards)
    {
        var (left, right, radius) = (width * 0.3, width * 0.7, 300 - inwards);
        return $"M{left:0} {200 + inwards}H{right:0}A{radius} {radius} 0 0 1 {right:0} {800 - inwards}"
            + $"H{left:0}A{radius} {radius} 0 0 1 {left:0} {200 + inwards}Z";
    }

    private static void Path(Canvas canvas, Palette palette, Random random)
    {
        var (w, start, end) = (canvas.Width, 200 + random.Next(600), 200 + random.Next(600));
        var curve = $"M-80 {start}C{w * 0.35:0} {start - 330} {w * 0.6:0} {end + 330} {w + 80:0} {end}";
        canvas.Path(curve, palette.Trim, 116);
        canvas.Path(curve, palette.Accent(1), 96);
        for (var square = 0; square < 6; square++)
        {
            var x = w * 0.12 + square * 74;
            canvas.Rect(x, 110 + square % 2 * 18, 64, 64, palette.Accent(square + 1), 6);
            canvas.Path(StrokeAlphabet.Path($"{square + 1}", x + 22, 126 + square % 2 * 18, 5), palette.Trim, 6);
        }
    }
}
