namespace RenderStudio.Local.Replicate.Pictures;

/// <param name="Source">The input picture as a <c>data:</c> link, to show through.</param>
/// <param name="Strength">How far the source is painted over, 0 to 1.</param>
internal sealed record SceneSpecification(
    string Prompt, string Model, int Seed, int Index, PictureSize Size, string? Source, double Strength)
{
    /// <summary>Units are thousandths of the picture's height.</summary>
    public double Width => 1000.0 * Size.Width / Size.Height;
}
