namespace RenderStudio.Core.Imaging;

/// <summary>The formats that this process may decode. The policy is set once, at start-up.</summary>
public enum LoaderPolicy
{
    /// <summary>JPEG, PNG, WebP and GIF; for every process that decodes untrusted bytes.</summary>
    Photos,

    /// <summary>The same and SVG; for a process that draws its own scenes and decodes no untrusted bytes.</summary>
    PhotosAndOwnSvg,
}
