namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>
/// The back wall's edges; the other walls, the floor and the ceiling run from them to the picture's corners.
/// </summary>
internal readonly record struct RoomFrame(double Width, double Left, double Right, double Top, double Bottom)
{
    public double Middle => (Left + Right) / 2;

    public double Span => Right - Left;
}

internal static class Room
{
    private static readonly (string Word, Action<Canvas, RoomFrame, Palette, Random> Furnish)[] Rooms =
    [
        ("bedroom", Bedroom.Furnish),
        ("nursery", Bedroom.Furnish),
        ("dining", DiningRoom.Furnish),
        ("kitchen", Kitchen.Furnish),
        ("bath", Bathroom.Furnish),
        ("office", Study.Furnish),
        ("study", Study.Furnish),
    ];

    public static void Draw(Canvas canvas, Palette palette, Random random, string words)
    {
        var depth = 0.13 + random.NextDouble() * 0.07;
        var frame = new RoomFrame(canvas.Width, canvas.Width * depth, canvas.Width * (1 - depth),
            120 + random.Next(60), 620 + random.Next(50));
        var furnish = Rooms.FirstOrDefault(r => words.Contains(r.Word)).Furnish ?? LivingRoom.Furnish;
        void All()
        {
            Shell.Draw(canvas, frame, palette, random);
            furnish(canvas, frame, palette, random);
        }
        if (random.Next(2) == 0)
            All();
        else
            canvas.Mirrored(All);
    }
}
