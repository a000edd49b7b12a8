namespace RenderStudio.Core.Imaging;

/// <summary>One picture in all sizes of the product, each as WebP.</summary>
public sealed record FinishedPicture
{
    /// <summary>The original size.</summary>
    public required byte[] Full { get; init; }

    /// <summary>Fits 400 pixels, proportional, never enlarged.</summary>
    public required byte[] Thumbnail { get; init; }

    /// <summary>Square of 112 pixels from the centre.</summary>
    public required byte[] Cover112 { get; init; }

    /// <summary>Square of 56 pixels from the centre.</summary>
    public required byte[] Cover56 { get; init; }

    /// <summary>Of the full picture.</summary>
    public required int Width { get; init; }

    /// <summary>Of the full picture.</summary>
    public required int Height { get; init; }

    /// <summary>As <c>#rrggbb</c>.</summary>
    public required string PlaceholderColor { get; init; }
}
