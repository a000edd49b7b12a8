using RenderStudio.Testing.Imaging;

namespace RenderStudio.Tests.Imaging.Corpus;

/// <summary>Valid files, each changed in seventy ways by a fixed seed.</summary>
internal static class MutatedFiles
{
    internal const int Each = 70;

    private const int Seed = 8191, Kinds = 7;

    private static readonly uint[] Extremes = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0xFF00_0000, 0x0000_FFFF];

    internal static IReadOnlyList<(string Name, byte[] File)> Good()
    {
        using var photo = Drawing.PhotoLike(160, 120, 7);
        byte[] clear = [.. Enumerable.Range(0, 100).SelectMany(x => new byte[] { (byte)x, 90, 200, (byte)(x * 2) })];
        return
        [
            ("JPEG", photo.EncodeJpeg()),
            ("progressive JPEG", Drawing.Save(photo, "jpegsave_buffer", ("interlace", "true"))),
            ("JPEG of a phone", ExifBytes.IntoJpeg(Drawing.SaveWithProfile(photo, "p3", "jpegsave_buffer"), 6)),
            ("CMYK JPEG", Drawing.SaveWithProfile(photo, "cmyk", "jpegsave_buffer")),
            ("PNG", photo.EncodePng()),
            ("interlaced PNG with a profile",
                Drawing.SaveWithProfile(photo, "p3", "pngsave_buffer", ("interlace", "true"))),
            ("transparent PNG with EXIF", PngBytes.Of(100, 80, 8, PngBytes.Rgba, clear, ("eXIf", ExifBytes.Block(3)))),
            ("WebP", photo.EncodeWebP()),
            ("animated WebP", Bombs.AnimatedWebP(80, 80, 5)),
            ("GIF", GifBytes.Of(80, 0, 1, 2)),
        ];
    }

    internal static IEnumerable<byte[]> Of(byte[] good)
    {
        var random = new Random(Seed);
        for (var number = 0; number < Each; number++)
            yield return Change(good, number % Kinds, random);
    }

    private static byte[] Change(byte[] good, int kind, Random random)
    {
        var file = good.ToArray();
        var from = random.Next(4, file.Length - 4);
        var length = random.Next(1, Math.Min(64, file.Length - from));
        switch (kind)
        {
            case 0: // flipped bits
                for (var flip = random.Next(1, 9); flip > 0; flip--)
                    file[random.Next(4, file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
            case 1: // noise
                random.NextBytes(file.AsSpan(from, length));
                return file;
            case 2: // a hole
                return [.. file[..from], .. file[(from + length)..]];
            case 3: // a piece twice
                return [.. file[..(from + length)], .. file[from..]];
            case 4: // an early end
                return file[..from];
            case 5: // a piece of zeros near the start, which contains the sizes
                file.AsSpan(random.Next(4, 60), random.Next(1, 5)).Clear();
                return file;
            default: // an extreme number near the start
                BitConverter.TryWriteBytes(file.AsSpan(random.Next(4, 60)), Extremes[random.Next(Extremes.Length)]);
                return file;
        }
    }
}
