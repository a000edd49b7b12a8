namespace RenderStudio.Core.Imaging;

/// <summary>One picture in all the sizes the product shows, each a WebP.</summary>
/// <param name="Full">As large as it came.</param>
/// <param name="Thumbnail">Fits 400 pixels, in proportion, never enlarged.</param>
/// <param name="Cover112">Square of 112 pixels from the middle.</param>
/// <param name="Cover56">Square of 56 pixels from the middle.</param>
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
