namespace RenderStudio.Local.Replicate.Pictures;

internal static class DiningRoom
{
    public static void Furnish(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        var (x, y) = (room.Middle + room.Span * 0.06, room.Bottom + 175);
        var width = Math.Min(620, room.Span * 0.7);
        Furniture.Gallery(canvas, room, palette, random);
        Furniture.Rug(canvas, x, y + 20, width * 1.25, palette, random);
        foreach (var place in new[] { -0.3, 0, 0.3 })
            Chair(canvas, x + width * place, y - 95, palette, towardsUs: false);
        Table(canvas, x, y, width, palette);
        foreach (var place in new[] { -0.33, 0.33 })
            Chair(canvas, x + width * place, y + 70, palette, towardsUs: true);
        var lamps = random.Next(1, 4);
        for (var lamp = 0; lamp < lamps; lamp++)
            Furniture.Pendant(canvas, x + (lamp - (lamps - 1) / 2.0) * 150, 40, 210 + random.Next(40), palette);
    }

    private static void Table(Canvas canvas, double x, double y, double width, Palette palette)
    {
        Furniture.Shadow(canvas, x, y + 60, width * 1.05);
        foreach (var side in new[] { -0.42, 0.42 })
            canvas.Line(x + width * side, y - 60, x + width * side * 1.06, y + 55, Tint.Darker(palette.Wood, 0.3), 16);
        canvas.Polygon(Tint.Lighter(palette.Wood, 0.1), 1, (x - width / 2, y - 30), (x - width * 0.42, y - 105),
            (x + width * 0.42, y - 105), (x + width / 2, y - 30));
        canvas.Rect(x - width / 2, y - 31, width, 20, Tint.Darker(palette.Wood, 0.15), 4);
        canvas.Ellipse(x, y - 72, 46, 14, palette.Accent(0));
        canvas.Ellipse(x, y - 84, 34, 22, palette.Accent(2));
        foreach (var place in new[] { -0.27, 0.27 })
            canvas.Ellipse(x + width * place, y - 68, 40, 11, "#fbf8f1");
    }

    private static void Chair(Canvas canvas, double x, double y, Palette palette, bool towardsUs)
    {
        var dark = Tint.Darker(palette.Wood, 0.25);
        foreach (var side in new[] { -42, 42 })
            canvas.Line(x + side, y - 120, x + side * 1.1, y + 70, dark, 9);
        canvas.Rect(x - 52, y - 60, 104, 34, towardsUs ? palette.Fabric : Tint.Darker(palette.Fabric, 0.1), 10);
        var back = towardsUs ? palette.Accent(1) : Tint.Darker(palette.Accent(1), 0.1);
        canvas.Rect(x - 50, y - 190, 100, towardsUs ? 110 : 90, back, 18);
    }
}
