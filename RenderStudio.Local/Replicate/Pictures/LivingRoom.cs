namespace RenderStudio.Local.Replicate.Pictures;

internal static class LivingRoom
{
    public static void Furnish(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        Furniture.Gallery(canvas, room, palette, random);
        var x = room.Middle + room.Span * (0.08 + random.NextDouble() * 0.1);
        var width = Math.Min(620, room.Span * 0.62);
        var floor = room.Bottom + 95;
        Furniture.Rug(canvas, x - 20, floor + 95, width * 1.15, palette, random);
        Furniture.FloorLamp(canvas, x + width * 0.6, room.Bottom + 40, 430, palette);
        Sofa(canvas, x, floor, width, palette, random);
        Furniture.Plant(canvas, x - width * 0.66, floor + 10, 300 + random.Next(60), palette, random);
        Table(canvas, x - width * 0.04, floor + 130, width * 0.42, palette);
    }

    private static void Sofa(Canvas canvas, double x, double y, double width, Palette palette, Random random)
    {
        var (cloth, left) = (palette.Fabric, x - width / 2);
        var seats = random.Next(2, 4);
        Furniture.Shadow(canvas, x, y + 4, width * 1.06);
        foreach (var leg in new[] { 0.08, 0.92 })
            canvas.Rect(left + width * leg - 7, y - 26, 14, 28, Tint.Darker(palette.Wood, 0.2));
        canvas.Rect(left + width * 0.04, y - 205, width * 0.92, 150, Tint.Darker(cloth, 0.08), 26);
        for (var seat = 0; seat < seats; seat++)
        {
            var wide = width * 0.8 / seats;
            var at = left + width * 0.1 + seat * wide;
            canvas.Rect(at + 4, y - 192, wide - 8, 100, Tint.Lighter(cloth, 0.1), 18);
            canvas.Rect(at + 2, y - 108, wide - 4, 52, Tint.Lighter(cloth, 0.18), 14);
        }
        canvas.Rect(left + width * 0.04, y - 66, width * 0.92, 44, Tint.Darker(cloth, 0.12), 10);
        canvas.Rect(left, y - 150, width * 0.11, 128, cloth, 20);
        canvas.Rect(left + width * 0.89, y - 150, width * 0.11, 128, cloth, 20);
        Pillow(canvas, left + width * 0.2, y - 118, palette.Accent(0));
        Pillow(canvas, left + width * 0.8, y - 118, palette.Accent(2));
    }

    private static void Pillow(Canvas canvas, double x, double y, string colour)
    {
        canvas.Polygon(colour, 1, (x - 44, y - 30), (x + 34, y - 44), (x + 46, y + 26), (x - 36, y + 36));
        canvas.Line(x - 30, y - 18, x + 30, y - 28, Tint.Lighter(colour, 0.4), 4, 0.8);
        canvas.Line(x - 26, y + 8, x + 34, y - 2, Tint.Lighter(colour, 0.4), 4, 0.8);
    }

    private static void Table(Canvas canvas, double x, double y, double width, Palette palette)
    {
        Furniture.Shadow(canvas, x, y + 4, width);
        foreach (var leg in new[] { -0.36, 0.36, -0.24, 0.24 })
            canvas.Line(x + width * leg * 0.9, y - 66, x + width * leg, y - (Math.Abs(leg) < 0.3 ? 22 : 0),
                Tint.Darker(palette.Wood, 0.25), 9);
        canvas.Ellipse(x, y - 66, width / 2, width * 0.12, Tint.Darker(palette.Wood, 0.15));
        canvas.Ellipse(x, y - 74, width / 2, width * 0.12, Tint.Lighter(palette.Wood, 0.12));
        canvas.Rect(x - width * 0.2, y - 92, width * 0.24, 12, palette.Accent(1), 2);
        canvas.Rect(x - width * 0.18, y - 102, width * 0.2, 11, palette.Accent(0), 2);
        canvas.Ellipse(x + width * 0.2, y - 88, 20, 20, Tint.Lighter(palette.Accent(2), 0.3));
    }
}
