namespace RenderStudio.Testing.Imaging;

/// <summary>
/// Files that contain a picture and other data, or more than one picture: accepted, but not stored unchanged.
/// </summary>
public static class OddFiles
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "polyglot: a picture and a page", "polyglot: a picture and an archive", "polyglot: a comment that is a script",
        "animated WebP", "animated WebP of 1,000 frames", "animated PNG",
    ];

    private static Core.Imaging.Picture Small => Drawing.Quarters(64, 64);

    public static byte[] Of(string name) => name switch
    {
        "polyglot: a picture and a page" => [.. Small.EncodePng(), .. "<html><script>x()</script>"u8],
        "polyglot: a picture and an archive" => [.. Small.EncodeJpeg(), .. "PK\u0003\u0004\u0014\0"u8],
        "polyglot: a comment that is a script" => Commented(Small.EncodeJpeg()),
        "animated WebP" => Bombs.AnimatedWebP(64, 64, frames: 2),
        "animated WebP of 1,000 frames" => Bombs.AnimatedWebP(64, 64, frames: 1000),
        "animated PNG" => PngBytes.Of(64, 64, 8, PngBytes.Rgb, new byte[64 * 3],
            ("acTL", [0, 0, 0, 1, 0, 0, 0, 0]), ("fcTL", [.. new byte[7], 64, .. new byte[3], 64, .. new byte[14]])),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static byte[] Commented(byte[] jpeg)
    {
        byte[] comment = [.. "*/=1;alert(1);/* script"u8];
        return [.. jpeg[..2], 0xFF, 0xFE, 0, (byte)(comment.Length + 2), .. comment, .. jpeg[2..]];
    }
}
