namespace RenderStudio.Core.Outputs;

/// <summary>The files of a variant. Each has a public name that consists of the index and the size.</summary>
public enum VariantSize
{
    Full,

    /// <summary>Fits 400 pixels.</summary>
    Thumbnail,

    Cover112,

    Cover56,

    /// <summary>Inspire only: the full size as a PNG.</summary>
    Exact,

    /// <summary>Inspire only: the picture as the model made it.</summary>
    Original,
}

public static class VariantSizes
{
    /// <summary>The name of the size in responses and file names.</summary>
    public static string Text(this VariantSize size) => size switch
    {
        VariantSize.Full => "full",
        VariantSize.Thumbnail => "thumb",
        VariantSize.Cover112 => "112x112",
        VariantSize.Cover56 => "56x56",
        VariantSize.Exact => "exact",
        VariantSize.Original => "original",
    };

    /// <summary>The public name of a file: <c>0.webp</c>, <c>0_thumb.webp</c>, …</summary>
    public static string FileName(this VariantSize size, int index) => size switch
    {
        VariantSize.Full => $"{index}.webp",
        VariantSize.Exact => $"{index}_exact.png",
        _ => $"{index}_{size.Text()}.webp",
    };

    /// <summary>The size of a file whose name <see cref="FileName"/> made.</summary>
    public static VariantSize OfFile(string name)
    {
        var text = System.IO.Path.GetFileNameWithoutExtension(name);
        var suffix = text.IndexOf('_') is >= 0 and var at ? text[(at + 1)..] : VariantSize.Full.Text();
        return Enum.GetValues<VariantSize>().Single(size => size.Text() == suffix);
    }
}
