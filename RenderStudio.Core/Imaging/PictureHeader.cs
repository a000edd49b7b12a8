namespace RenderStudio.Core.Imaging;

/// <summary>The properties of a picture that are known before any pixel is decoded.</summary>
/// <param name="Width">Upright, after the EXIF orientation.</param>
/// <param name="Height">Upright, after the EXIF orientation.</param>
/// <param name="Progressive">A progressive JPEG or interlaced PNG, which must be held whole while it is
/// decoded.</param>
/// <param name="Frames">1 unless animated; only the first frame is used.</param>
/// <param name="HasAlpha">Whether pixels may be transparent.</param>
public sealed record PictureHeader(
    PictureFormat Format, int Width, int Height, bool Progressive, int Frames, bool HasAlpha = false)
{
    public long Pixels => (long)Width * Height;
}
