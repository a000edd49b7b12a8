namespace RenderStudio.Core.Imaging;

/// <summary>One picture in all sizes of the product, each as WebP.</summary>
/// <param name="Full">The original size.</param>
/// <param name="Thumbnail">Fits 400 pixels, proportional, never enlarged.</param>
/// <param name="Cover112">Square of 112 pixels from the centre.</param>
/// <param name="Cover56">Square of 56 pixels from the centre.</param>
/// <param name="Width">Of the full picture.</param>
/// <param name="Height">Of the full picture.</param>
/// <param name="PlaceholderColor">As <c>#rrggbb</c>.</param>
public sealed record FinishedPicture(
    byte[] Full,
    byte[] Thumbnail,
    byte[] Cover112,
    byte[] Cover56,
    int Width,
    int Height,
    string PlaceholderColor);
