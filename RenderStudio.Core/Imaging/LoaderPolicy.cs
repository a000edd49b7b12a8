namespace RenderStudio.Core.Imaging;

/// <summary>What this process may decode. It is decided once, at the start.</summary>
public enum LoaderPolicy
{
    /// <summary>JPEG, PNG, WebP and GIF; for every process that sees bytes of strangers.</summary>
    Photos,

    /// <summary>The same and SVG, for a process that draws scenes of its own and sees nobody else's.</summary>
    PhotosAndOwnSvg,
}
