namespace RenderStudio.Core.Imaging;

/// <summary>What a picture says of itself before any pixel is decoded.</summary>
/// <param name="Width">As the owner sees it, after the EXIF orientation.</param>
/// <param name="Height">As the owner sees it, after the EXIF orientation.</param>
/// <param name="Progressive">A progressive JPEG or interlaced PNG, which must be held whole while it is
/// decoded.</param>
/// <param name="Frames">1 unless animated; only the first frame is ever used.</param>
/// <param name="HasAlpha">Whether pixels may be transparent.</param>
public sealed record PictureHeader(
    PictureFormat Format, int Width, int Height, bool Progressive, int Frames, bool HasAlpha = false)
{
    public long Pixels => (long)Width * Height;
}
