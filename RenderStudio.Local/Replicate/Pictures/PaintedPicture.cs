namespace RenderStudio.Local.Replicate.Pictures;

/// <param name="Index">Index among the pictures of one prediction.</param>
/// <param name="Extension">png, webp or jpg.</param>
internal sealed record PaintedPicture(int Index, byte[] Bytes, string Extension)
{
    public string ContentType => Extension == "jpg" ? "image/jpeg" : "image/" + Extension;
}
