namespace RenderStudio.Local.Replicate.Pictures;

internal static class Bathroom
{
    public static void Furnish(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        Tiles(canvas, room, palette);
        Vanity(canvas, room.Left + room.Span * 0.75, room.Bottom + 20, Math.Min(330, room.Span * 0.4), palette);
        var (x, y) = (room.Left + room.Span * 0.38, room.Bottom + 170);
        Furniture.Rug(canvas, x + 210, y + 60, 330, palette, random);
        Tub(canvas, x, y, Math.Min(470, room.Span * 0.55), palette);
        Furniture.Plant(canvas, room.Left + 6, room.Bottom + 66, 240 + random.Next(60), palette, random);
    }

    private static void Tiles(Canvas canvas, RoomFrame room, Palette palette)
    {
        var line = Tint.Darker(palette.Wall, 0.12);
        var top = room.Bottom - Math.Max(60, (room.Bottom - room.Top) * 0.38 - 75);    // just below the window
        canvas.Rect(room.Left, top, room.Span, room.Bottom - 16 - top, palette.Accent(2), 0, 0.35);
        for (var y = top; y < room.Bottom - 16; y += 32)
            canvas.Line(room.Left, y, room.Right, y, line, 2, 0.8);
        for (var x = room.Left; x < room.Right; x += 48)
            canvas.Line(x, top, x, room.Bottom - 16, line, 2, 0.8);
    }

    private static void Vanity(Canvas canvas, double x, double y, double width, Palette palette)
    {
        canvas.Ellipse(x, y - 360, width * 0.26, width * 0.31, Tint.Darker(palette.Wood, 0.2));
        canvas.Ellipse(x, y - 360, width * 0.23, width * 0.28, "#dcebf0");
        canvas.Polygon("#ffffff", 0.5, (x - 30, y - 320), (x + 34, y - 425), (x + 52, y - 408), (x - 12, y - 303));
        Furniture.Shadow(canvas, x, y, width);
        canvas.Rect(x - width / 2, y - 190, width, 188, palette.Wood, 6);
        canvas.Line(x, y - 170, x, y - 14, Tint.Darker(palette.Wood, 0.3), 3);
        canvas.Rect(x - width * 0.53, y - 206, width * 1.06, 22, "#f7f5f0", 5);
        canvas.Ellipse(x, y - 214, width * 0.24, 22, "#ffffff");
        canvas.Path($"M{x + 60:0} {y - 206:0}v-50q0 -18 -20 -18h-14", "#b0904e", 8);
    }

    private static void Tub(Canvas canvas, double x, double y, double width, Palette palette)
    {
        var half = width / 2;
        Furniture.Shadow(canvas, x, y + 4, width);
        canvas.Fill(
            $"M{x - half:0} {y - 150:0}Q{x - half * 0.9:0} {y:0} {x - half * 0.6:0} {y:0}"
            + $"H{x + half * 0.6:0}Q{x + half * 0.9:0} {y:0} {x + half:0} {y - 150:0}Z", "#fbfaf7");
        canvas.Ellipse(x, y - 150, half, 30, "#ffffff");
        canvas.Ellipse(x, y - 147, half * 0.92, 22, "#bcdbe4");
        canvas.Rect(x + half * 0.3, y - 158, 92, 96, palette.Accent(0), 5);
        canvas.Line(x + half * 0.3, y - 84, x + half * 0.3 + 92, y - 84, Tint.Lighter(palette.Accent(0), 0.5), 6);
    }
}
