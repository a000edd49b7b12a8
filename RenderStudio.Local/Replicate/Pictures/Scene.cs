namespace RenderStudio.Local.Replicate.Pictures;

/// <summary>
/// A picture to look at: a room, or a surface from above, the source showing through, the prompt in the corner.
/// </summary>
internal static class Scene
{
    private static readonly string[] SurfaceWords =
        ["surface", "playground", "court", "rubber", "splash pad", "paving", "mural", "pitch", "track", "stencil"];

    public static string Draw(SceneSpecification order)
    {
        var random = new Random((int)Chance.Scramble($"{order.Seed}/{order.Index}/{order.Prompt}"));
        var palette = Palette.For(order.Prompt, random);
        var canvas = new Canvas(order.Size, order.Width);
        var words = order.Prompt.ToLowerInvariant();
        if (Array.Exists(SurfaceWords, words.Contains))
            Surface.Draw(canvas, palette, random, words);
        else
            Room.Draw(canvas, palette, random, words);
        if (order.Source is not null)
            canvas.Image(order.Source, 1 - order.Strength);
        Caption.Draw(canvas, order);
        return canvas.ToSvg();
    }
}
