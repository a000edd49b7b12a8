namespace RenderStudio.Local.Replicate.Pictures;

internal static class Kitchen
{
    public static void Furnish(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        Row(canvas, room, palette, random);
        var (x, y) = (room.Middle + room.Span * 0.05, room.Bottom + 205);
        var width = Math.Min(560, room.Span * 0.66);
        Island(canvas, x, y, width, palette);
        foreach (var place in new[] { -0.3, 0, 0.3 })
            Stool(canvas, x + width * place, y + 62, palette);
        foreach (var place in new[] { -0.25, 0.25 })
            Furniture.Pendant(canvas, x + width * place, 40, 220 + random.Next(30), palette);
    }

    private static void Row(Canvas canvas, RoomFrame room, Palette palette, Random random)
    {
        var left = room.Left + room.Span * 0.46;
        var doors = 4 + random.Next(2);
        var wide = (room.Right - left) / doors;
        canvas.Rect(left, room.Bottom - 310, room.Right - left, 140, Tint.Lighter(palette.Accent(2), 0.75));
        for (var i = 0; i < doors; i++)
        {
            var x = left + i * wide;
            canvas.Rect(x + 2, room.Bottom - 470, wide - 4, 165, palette.Fabric, 4);
            canvas.Rect(x + 2, room.Bottom - 150, wide - 4, 150, Tint.Darker(palette.Fabric, 0.06), 4);
            canvas.Line(x + wide - 14, room.Bottom - 350, x + wide - 14, room.Bottom - 322, palette.Accent(0), 5);
            canvas.Line(x + wide - 14, room.Bottom - 130, x + wide - 14, room.Bottom - 100, palette.Accent(0), 5);
            for (var tile = 0; tile < 4; tile++)
                canvas.Line(x, room.Bottom - 305 + tile * 34, x + wide, room.Bottom - 305 + tile * 34, palette.Trim, 2,
                    0.7);
        }
        canvas.Rect(left - 8, room.Bottom - 172, room.Right - left + 8, 22, Tint.Lighter(palette.Wood, 0.2), 3);
        canvas.Path($"M{left + wide * 1.5:0} {room.Bottom - 172:0}v-60q0 -26 26 -26t26 26v10", "#8d9296", 9);
        canvas.Rect(left + wide * 3.2, room.Bottom - 226, 34, 54, palette.Accent(1), 8);
    }

    private static void Island(Canvas canvas, double x, double y, double width, Palette palette)
    {
        Furniture.Shadow(canvas, x, y + 4, width * 1.1);
        canvas.Rect(x - width * 0.46, y - 150, width * 0.92, 152, palette.Accent(1), 4);
        canvas.Polygon(Tint.Lighter(palette.Wood, 0.3), 1, (x - width / 2, y - 150), (x - width * 0.43, y - 205),
            (x + width * 0.43, y - 205), (x + width / 2, y - 150));
        canvas.Rect(x - width / 2, y - 152, width, 20, Tint.Darker(palette.Wood, 0.05), 4);
        canvas.Ellipse(x - width * 0.2, y - 186, 44, 15, palette.Accent(2));
        canvas.Ellipse(x - width * 0.22, y - 198, 16, 15, "#d6a53a");
        canvas.Ellipse(x - width * 0.17, y - 198, 16, 15, "#a5452f");
    }

    private static void Stool(Canvas canvas, double x, double y, Palette palette)
    {
        Furniture.Shadow(canvas, x, y, 100);
        foreach (var side in new[] { -34, 34 })
            canvas.Line(x + side * 0.6, y - 115, x + side, y, Tint.Darker(palette.Wood, 0.3), 8);
        canvas.Ellipse(x, y - 118, 44, 14, palette.Wood);
    }
}
