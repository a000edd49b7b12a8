namespace RenderStudio.Core.Imaging;

/// <summary>The formats that the product reads. It writes WebP, PNG and JPEG.</summary>
public enum PictureFormat
{
    Jpeg,
    Png,
    WebP,
    Gif,
}

public static class PictureFormats
{
    extension(PictureFormat format)
    {
        public string MediaType => format switch
        {
            PictureFormat.Jpeg => "image/jpeg",
            PictureFormat.Png => "image/png",
            PictureFormat.WebP => "image/webp",
            PictureFormat.Gif => "image/gif",
        };

        /// <summary>Without the dot.</summary>
        public string FileExtension => format switch
        {
            PictureFormat.Jpeg => "jpg",
            PictureFormat.Png => "png",
            PictureFormat.WebP => "webp",
            PictureFormat.Gif => "gif",
        };

        internal string Loader => format switch
        {
            PictureFormat.Jpeg => "jpegload_source",
            PictureFormat.Png => "pngload_source",
            PictureFormat.WebP => "webpload_source",
            PictureFormat.Gif => "gifload_source",
        };
    }

    /// <summary>
    /// The format of a declared media type, in any case, with or without parameters, and by its unregistered names;
    /// null for every other type.
    /// </summary>
    public static PictureFormat? OfMediaType(string declared) =>
        declared.Split(';', 2)[0].Trim().ToLowerInvariant() switch
        {
            "image/jpeg" or "image/jpg" or "image/pjpeg" or "image/jfif" or "image/x-citrix-jpeg" => PictureFormat.Jpeg,
            "image/png" or "image/x-png" or "image/x-citrix-png" => PictureFormat.Png,
            "image/webp" or "image/x-webp" => PictureFormat.WebP,
            "image/gif" or "image/x-citrix-gif" => PictureFormat.Gif,
            _ => null,
        };

    /// <summary>Detects the format by the first bytes, not by the declared type; null for every other format.</summary>
    public static PictureFormat? Recognise(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return PictureFormat.Jpeg;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]))
            return PictureFormat.Png;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return PictureFormat.Gif;
        return bytes.Length >= 12 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8)
            ? PictureFormat.WebP
            : null;
    }
}
