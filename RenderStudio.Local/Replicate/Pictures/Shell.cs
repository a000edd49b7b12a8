namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>
/// The empty room: walls, ceiling, planks that run to the vanishing point, and a window with its light.
/// </summary>
internal static class Shell
{
    private static readonly (string Top, string Bottom, string Light)[] Skies =
        [("#8fc1e8", "#e6f2f8", "#fff6d8"), ("#f2b784", "#fbe6c9", "#ffd9a0"), ("#b9cbd6", "#eef1f2", "#f4f4ee")];

    public static void Draw(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        var (w, left, right, top, bottom) = room;
        canvas.Polygon(Tint.Lighter(palette.Wall, 0.7), 1, (0, 0), (w, 0), (right, top), (left, top));
        canvas.Polygon(Tint.Darker(palette.Wall, 0.1), 1, (0, 0), (left, top), (left, bottom), (0, 1000));
        canvas.Polygon(Tint.Darker(palette.Wall, 0.05), 1, (w, 0), (right, top), (right, bottom), (w, 1000));
        canvas.Rect(left, top, room.Span, bottom - top, palette.Wall);
        Floor(canvas, room, palette, random);
        canvas.Rect(left, bottom - 16, room.Span, 16, palette.Trim);
        canvas.Polygon(palette.Trim, 0.9, (0, 968), (left, bottom - 16), (left, bottom), (0, 1000));
        canvas.Polygon(palette.Trim, 0.9, (w, 968), (right, bottom - 16), (right, bottom), (w, 1000));
        Window(canvas, room, palette, Skies[random.Next(Skies.Length)], random);
    }

    private static void Floor(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        var (w, left, right, _, bottom) = room;
        canvas.Polygon(palette.Floor, 1, (0, 1000), (left, bottom), (right, bottom), (w, 1000));
        const int planks = 14;
        for (var i = 0; i < planks; i++)
        {
            double At(double from, double to, double share) => from + (to - from) * share;
            var (a, b) = (i / (double)planks, (i + 1) / (double)planks);
            var shade = random.Next(3) switch
            {
                0 => Tint.Darker(palette.Floor, 0.07),
                1 => Tint.Lighter(palette.Floor, 0.07),
                _ => palette.Floor,
            };
            canvas.Polygon(shade, 1,
                (At(0, w, a), 1000), (At(left, right, a), bottom), (At(left, right, b), bottom), (At(0, w, b), 1000));
            canvas.Line(At(0, w, a), 1000, At(left, right, a), bottom, Tint.Darker(palette.Floor, 0.2), 1.5, 0.5);
        }
    }

    private static void Window(
        Canvas canvas, RoomFrame room, Palette palette, (string Top, string Bottom, string Light) sky, Random random)
    {
        var width = Math.Min(300, room.Span * (0.26 + random.NextDouble() * 0.1));
        var height = (room.Bottom - room.Top) * 0.62;
        var x = room.Left + room.Span * (0.05 + random.NextDouble() * 0.08);
        var y = room.Top + 55;
        canvas.Rect(x - 12, y - 12, width + 24, height + 24, Tint.Lighter(palette.Wood, 0.75), 3);
        canvas.Rect(x, y, width, height, canvas.Gradient(sky.Top, sky.Bottom));
        Hills(canvas, x, y, width, height, random);
        canvas.Rect(x + width / 2 - 4, y, 8, height, Tint.Lighter(palette.Wood, 0.75));
        canvas.Rect(x, y + height * 0.36, width, 7, Tint.Lighter(palette.Wood, 0.75));
        canvas.Rect(x - 24, y + height + 8, width + 48, 12, palette.Trim);
        Curtain(canvas, x - 46, y - 34, 58, height + 90, palette);
        Curtain(canvas, x + width - 12, y - 34, 58, height + 90, palette);
        canvas.Line(x - 60, y - 34, x + width + 60, y - 34, Tint.Darker(palette.Wood, 0.3), 6);
        canvas.Polygon(sky.Light, 0.3, (x + width * 0.25, room.Bottom + 6), (x + width * 1.25, room.Bottom + 6),
            (x + width * 2.1, 930), (x + width * 0.75, 930));
    }

    private static void Hills(Canvas canvas, double x, double y, double width, double height, Random random)
    {
        var crest = y + height * (0.6 + random.NextDouble() * 0.15);
        var down = $"V{y + height:0}H{x:0}Z";
        canvas.Fill(
            $"M{x:0} {crest:0}Q{x + width * 0.3:0} {crest - 50:0} {x + width * 0.6:0} {crest:0}"
            + $"T{x + width:0} {crest - 12:0}{down}", "#8fae7c");
        canvas.Fill(
            $"M{x:0} {crest + 34:0}Q{x + width * 0.5:0} {crest:0} {x + width:0} {crest + 30:0}{down}", "#6f9463");
    }

    private static void Curtain(Canvas canvas, double x, double y, double width, double height, Palette palette)
    {
        var cloth = Tint.Lighter(palette.Fabric, 0.45);
        canvas.Rect(x, y, width, height, cloth, 4, 0.93);
        for (var fold = 1; fold < 4; fold++)
            canvas.Line(x + width * fold / 4, y + 6, x + width * fold / 4 - 3, y + height - 4,
                Tint.Darker(cloth, 0.14), 3, 0.6);
    }
}
