namespace RenderStudio.Local.Replicate.Pictures;

internal static class Study
{
    public static void Furnish(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        var x = room.Left + room.Span * 0.64;
        var width = Math.Min(520, room.Span * 0.56);
        Shelves(canvas, x + width * 0.05, room.Top + 80, width * 0.8, palette, random);
        Furniture.Rug(canvas, x - 10, 890, width * 1.2, palette, random);
        Desk(canvas, x, room.Bottom + 85, width, palette);
        Chair(canvas, x - width * 0.06, room.Bottom + 190, palette);
        Furniture.Plant(canvas, x - width * 0.72, room.Bottom + 80, 280 + random.Next(60), palette, random);
    }

    private static void Shelves(Canvas canvas, double x, double y, double width, Palette palette, Random random)
    {
        for (var shelf = 0; shelf < 2; shelf++)
        {
            var board = y + 70 + shelf * 100;
            for (var at = x - width / 2 + 12; at < x + width / 2 - 40; at += 17 + random.Next(16))
            {
                var tall = 36 + random.Next(34);
                canvas.Rect(at, board - tall, 14, tall, Tint.Varied(palette.Accent(random.Next(3)), random, 22), 2);
            }
            canvas.Rect(x - width / 2, board, width, 12, palette.Wood, 2);
        }
    }

    private static void Desk(Canvas canvas, double x, double y, double width, Palette palette)
    {
        Furniture.Shadow(canvas, x, y, width * 1.05);
        foreach (var side in new[] { -0.45, 0.45 })
            canvas.Line(x + width * side, y - 150, x + width * side * 1.04, y, Tint.Darker(palette.Wood, 0.3), 12);
        canvas.Polygon(Tint.Lighter(palette.Wood, 0.12), 1, (x - width / 2, y - 145), (x - width * 0.45, y - 185),
            (x + width * 0.45, y - 185), (x + width / 2, y - 145));
        canvas.Rect(x - width / 2, y - 147, width, 18, Tint.Darker(palette.Wood, 0.1), 4);
        canvas.Rect(x - 105, y - 335, 210, 128, "#23262a", 8);
        canvas.Rect(x - 97, y - 327, 194, 112, Tint.Lighter(palette.Accent(0), 0.25), 4);
        canvas.Rect(x - 10, y - 208, 20, 34, "#23262a");
        canvas.Rect(x - 46, y - 178, 92, 9, "#23262a", 4);
        canvas.Line(x + width * 0.34, y - 168, x + width * 0.3, y - 260, palette.Accent(1), 7);
        Furniture.Shade(canvas, x + width * 0.28, y - 300, 34, palette);
    }

    private static void Chair(Canvas canvas, double x, double y, Palette palette)
    {
        Furniture.Shadow(canvas, x, y, 190);
        canvas.Line(x, y - 90, x, y - 22, "#3a3d41", 14);
        canvas.Path($"M{x - 70:0} {y:0}L{x:0} {y - 24:0}L{x + 70:0} {y:0}", "#3a3d41", 10);
        canvas.Rect(x - 84, y - 120, 168, 42, Tint.Darker(palette.Fabric, 0.15), 16);
        canvas.Rect(x - 76, y - 270, 152, 165, palette.Fabric, 30);
        canvas.Rect(x - 56, y - 250, 112, 120, Tint.Lighter(palette.Fabric, 0.12), 22);
    }
}
