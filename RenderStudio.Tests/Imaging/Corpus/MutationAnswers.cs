namespace RenderStudio.Tests.Imaging.Corpus;

/// <summary>
/// The result of each changed file, one letter each: (o) a picture, (u) unreadable, (t) an unsupported format, (l) too
/// large, (c) too complex.
/// </summary>
internal static class MutationAnswers
{
    internal static IReadOnlyList<string> Expected { get; } =
    [
        "JPEG: oououoooooouuoouoouoooooououoooouoooooouooouuouooouoouoooooououoooouoo",
        "progressive JPEG: oouuuoooooouuouuoouoouooououuoouuoooooouooouoouoouooouoooooouoouooouoo",
        "JPEG of a phone: oooouoooooouuoouoouoooooououuooouoouooouooouoouoooououoouooouoooooouoo",
        "CMYK JPEG: oooouoooooouuooooouoooooououoouououoooouoooooouoooooouoooooouuuoououou",
        "PNG: uuuuuouuuuuutouuuuuouuuuuuutuuuuuouuuuuuuuuuuuuouuuuuuuuuuuuuotuuuuuou",
        "interlaced PNG with a profile: uuuuuouuuuuutouuuuuouuuuuuutuuuuuouuuuuuuouuuuuouuuuuuoouuuuuotuuuuuou",
        "transparent PNG with EXIF: uuuuuouuuuuutouuuuuouuuouuutluuuuouuouuuouuuuuuoouuuuuouuuuuuuouuuuuuu",
        "WebP: oouououoououuooouououoouuuotoououuuouuouoooououooouuuuooouuuuuooououut",
        "animated WebP: uutuoouuuooououuuuoouuuouuutuuouooouuuouoooluuotluoouotuouuuotuuuuuouu",
        "GIF: oouoooooooootooooooooouoouutooooooooooouoooouuuooooouooooouoootouoouoo",
    ];
}
