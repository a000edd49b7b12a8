namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>A generated file, with the result that the product returns for it.</summary>
/// <param name="AsInput">"ok" or the error code, as a photo of an owner.</param>
/// <param name="AsOutput">"ok" or the error code, as an output of a model.</param>
public sealed record CorpusFile(string Name, string AsInput, string AsOutput, Func<byte[]> Make)
{
    internal const string Ok = "ok", Unreadable = "image_unreadable", TooComplex = "image_too_complex",
        TooLarge = "image_too_large", TooSmall = "image_too_small", Unsupported = "unsupported_media_type",
        Empty = "file_empty";

    internal CorpusFile(string name, string answer, Func<byte[]> make)
        : this(name, answer, answer, make)
    {
    }

    /// <summary>Every file except the mutations.</summary>
    public static IReadOnlyList<CorpusFile> All { get; } =
        [.. Bloated.Files, .. ForeignFiles.Files, .. DamagedFiles.Files, .. MetadataFiles.Files];

    public static byte[] Of(string name) => All.Single(file => file.Name == name).Make();
}
