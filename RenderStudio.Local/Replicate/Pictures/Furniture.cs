namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>Pieces that stand in several rooms; x is the middle, y where a piece meets the floor.</summary>
internal static class Furniture
{
    public static void Shadow(Canvas canvas, double x, double y, double width) =>
        canvas.Ellipse(x, y, width / 2, width * 0.055, "#1c140c", 0.22);

    public static void Rug(Canvas canvas, double x, double y, double width, Palette palette, Random random)
    {
        var colour = palette.Accent(random.Next(3));
        if (random.Next(2) == 0)
        {
            canvas.Ellipse(x, y, width / 2, width * 0.13, colour);
            canvas.Ellipse(x, y, width * 0.42, width * 0.107, Tint.Lighter(colour, 0.25));
            canvas.Ellipse(x, y, width * 0.3, width * 0.075, Tint.Lighter(colour, 0.5));
            return;
        }
        var half = width / 2;
        var depth = width * 0.12;
        canvas.Polygon(colour, 1, (x - half, y + depth), (x - half * 0.8, y - depth), (x + half * 0.8, y - depth),
            (x + half, y + depth));
        for (var i = -3; i <= 3; i++)
        {
            canvas.Polygon(Tint.Lighter(colour, 0.45), 0.8, (x + half * (i * 0.27 - 0.05), y + depth),
                (x + half * (i * 0.216 - 0.04), y - depth),
                (x + half * (i * 0.216 + 0.04), y - depth), (x + half * (i * 0.27 + 0.05), y + depth));
        }
    }

    public static void Plant(Canvas canvas, double x, double y, double height, Palette palette, Random random)
    {
        Shadow(canvas, x, y, height * 0.34);
        var rim = y - height * 0.28;
        for (var leaf = -3; leaf <= 3; leaf++)
        {
            var tip = x + leaf * height * 0.13 + random.Next(-9, 10);
            var top = y - height + Math.Abs(leaf) * height * 0.1;
            var green = leaf % 2 == 0 ? "#4c7a4a" : "#6a9a58";
            var middle = (rim + top) / 2;
            canvas.Fill(
                $"M{x:0} {rim:0}Q{tip - height * 0.1:0} {middle:0} {tip:0} {top:0}"
                + $"Q{tip + height * 0.07:0} {middle:0} {x:0} {rim:0}Z", green);
        }
        var (half, pot) = (height * 0.12, palette.Accent(1));
        canvas.Polygon(pot, 1, (x - half, rim), (x + half, rim), (x + half * 0.72, y), (x - half * 0.72, y));
        canvas.Rect(x - half * 1.1, rim - 6, half * 2.2, height * 0.05, Tint.Lighter(pot, 0.2), 3);
    }

    public static void FloorLamp(Canvas canvas, double x, double y, double height, Palette palette)
    {
        Shadow(canvas, x, y, height * 0.2);
        canvas.Ellipse(x, y - height * 0.93, height * 0.3, height * 0.3, "#ffe7ad", 0.16);
        canvas.Line(x, y, x, y - height * 0.85, Tint.Darker(palette.Wood, 0.5), 6);
        canvas.Ellipse(x, y - 2, height * 0.07, 6, Tint.Darker(palette.Wood, 0.5));
        Shade(canvas, x, y - height, height * 0.09, palette);
    }

    public static void Pendant(Canvas canvas, double x, double ceiling, double y, Palette palette)
    {
        canvas.Line(x, ceiling, x, y, "#2b2723", 3);
        canvas.Ellipse(x, y + 40, 70, 60, "#ffe7ad", 0.2);
        canvas.Fill($"M{x - 46:0} {y + 44:0}Q{x:0} {y - 40:0} {x + 46:0} {y + 44:0}Z", palette.Accent(0));
        canvas.Ellipse(x, y + 44, 46, 7, "#fff1c9");
    }

    public static void Shade(Canvas canvas, double x, double top, double half, Palette palette)
    {
        var cloth = Tint.Lighter(palette.Accent(2), 0.6);
        canvas.Polygon(cloth, 1, (x - half * 0.65, top), (x + half * 0.65, top), (x + half, top + half * 1.5),
            (x - half, top + half * 1.5));
        canvas.Polygon("#fff3cf", 0.5, (x - half * 0.3, top), (x + half * 0.3, top),
            (x + half * 0.5, top + half * 1.5), (x - half * 0.5, top + half * 1.5));
    }

    public static void Art(Canvas canvas, double x, double y, double width, double height, Palette palette,
        Random random)
    {
        canvas.Rect(x - width / 2, y, width, height, Tint.Darker(palette.Wood, 0.35), 2);
        canvas.Rect(x - width / 2 + 7, y + 7, width - 14, height - 14, "#f7f3ea");
        var (cx, cy) = (x + random.Next(-12, 13), y + height * 0.42);
        canvas.Ellipse(cx, cy, width * 0.22, width * 0.22, palette.Accent(random.Next(3)), 0.95);
        var band = palette.Accent(random.Next(3));
        canvas.Rect(x - width * 0.32, y + height * 0.55, width * 0.64, height * 0.2, band, 4, 0.8);
        canvas.Line(x - width * 0.3, y + height * 0.8, x + width * 0.3, y + height * 0.72, palette.Accent(1), 4, 0.9);
    }

    /// <summary>A row of art to the right of the window.</summary>
    public static void Gallery(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        var count = random.Next(1, 4);
        var width = Math.Min(130, room.Span * 0.4 / (count + 0.6));
        for (var i = 0; i < count; i++)
        {
            var x = room.Left + room.Span * 0.72 + (i - (count - 1) / 2.0) * (width + 22);
            Art(canvas, x, room.Top + 75 + random.Next(22), width, width * 1.25, palette, random);
        }
    }
}
