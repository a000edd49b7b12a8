namespace RenderStudio.Local.Replicate.Pictures;

internal static class Bedroom
{
    public static void Furnish(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        var width = Math.Min(480, room.Span * 0.5);
        var x = room.Left + room.Span * 0.66;
        Furniture.Art(canvas, x, room.Top + 50, 170, 120, palette, random);
        Furniture.Rug(canvas, x - 40, 900, width * 1.35, palette, random);
        Nightstand(canvas, x - width * 0.68, room.Bottom + 24, palette);
        Nightstand(canvas, x + width * 0.68, room.Bottom + 24, palette);
        Bed(canvas, x, room.Bottom, width, palette, random);
        Furniture.Plant(canvas, room.Left + 40, room.Bottom + 70, 290 + random.Next(70), palette, random);
    }

    private static void Bed(Canvas canvas, double x, double y, double width, Palette palette, Random random)
    {
        var (half, foot) = (width / 2, width * 0.62);
        var board = random.Next(2) == 0 ? palette.Wood : palette.Accent(1);
        canvas.Rect(x - half * 1.06, y - 190, width * 1.06, 220, board, 18);
        canvas.Rect(x - half * 0.99, y - 176, width * 0.99, 90, Tint.Lighter(palette.Wood, 0.15), 12, 0.35);
        canvas.Polygon("#1c140c", 0.2, (x - foot * 1.08, y + 282), (x + foot * 1.08, y + 282), (x + foot, y + 302),
            (x - foot, y + 302));
        canvas.Polygon("#f4f1ea", 1, (x - half, y - 40), (x + half, y - 40), (x + foot, y + 225), (x - foot, y + 225));
        canvas.Rect(x - foot, y + 222, foot * 2, 66, Tint.Darker(palette.Fabric, 0.12), 8);
        canvas.Polygon(palette.Fabric, 1, (x - half * 1.07, y + 50), (x + half * 1.07, y + 50), (x + foot, y + 232),
            (x - foot, y + 232));
        canvas.Polygon(Tint.Lighter(palette.Fabric, 0.4), 1,
            (x - half * 1.06, y + 36), (x + half * 1.06, y + 36), (x + half * 1.1, y + 76), (x - half * 1.1, y + 76));
        canvas.Polygon(palette.Accent(0), 0.92,
            (x - foot * 0.97, y + 150), (x + foot * 0.97, y + 150), (x + foot, y + 215), (x - foot, y + 215));
        foreach (var side in new[] { -1, 1 })
        {
            canvas.Rect(x + side * half * 0.5 - half * 0.4, y - 96, half * 0.8, 82, "#fdfbf6", 26);
            canvas.Rect(x + side * half * 0.42 - half * 0.3, y - 62, half * 0.6, 62, palette.Accent(2), 20);
        }
    }

    private static void Nightstand(Canvas canvas, double x, double y, Palette palette)
    {
        Furniture.Shadow(canvas, x, y, 130);
        canvas.Rect(x - 55, y - 110, 110, 108, palette.Wood, 5);
        canvas.Rect(x - 47, y - 98, 94, 40, Tint.Lighter(palette.Wood, 0.15), 3);
        canvas.Rect(x - 47, y - 52, 94, 40, Tint.Lighter(palette.Wood, 0.15), 3);
        canvas.Ellipse(x, y - 190, 90, 80, "#ffe7ad", 0.2);
        canvas.Line(x, y - 110, x, y - 165, Tint.Darker(palette.Wood, 0.5), 7);
        Furniture.Shade(canvas, x, y - 220, 40, palette);
    }
}
