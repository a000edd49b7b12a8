namespace RenderStudio.Testing.Imaging.Corpus;

/// <summary>
/// A grey progressive JPEG written byte by byte: one scan of average brightness, then scans that state for 32,767
/// blocks at a time that nothing changes. Each is a dozen bytes and costs a pass over all coefficients.
/// https://www.w3.org/Graphics/JPEG/itu-t81.pdf
/// </summary>
internal static class ProgressiveJpeg
{
    private const int LongestRun = 32_767, RunBits = 14;

    internal static byte[] Of(int side, int scans)
    {
        var blocks = (side + 7) / 8 * ((side + 7) / 8);
        byte[] emptyScan = [.. Segment(0xDA, [1, 1, 0, 1, 63, 0]), .. Runs(blocks)];
        byte[] file =
        [
            0xFF, 0xD8,
            .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
            .. Segment(0xC2, [8, (byte)(side >> 8), (byte)side, (byte)(side >> 8), (byte)side, 1, 1, 0x11, 0]),
            .. OneCode(table: 0x00, symbol: 0),
            .. OneCode(table: 0x10, symbol: RunBits << 4),
            .. Segment(0xDA, [1, 1, 0, 0, 0, 0]), .. new byte[(blocks + 7) / 8],
        ];
        var at = file.Length;
        Array.Resize(ref file, at + ((scans - 1) * emptyScan.Length) + 2);
        for (; at < file.Length - 2; at += emptyScan.Length)
            emptyScan.CopyTo(file, at);
        (file[^2], file[^1]) = (0xFF, 0xD9);
        return file;
    }

    private static byte[] Segment(byte marker, byte[] data) =>
        [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    /// <summary>A Huffman table of a single code, which is one zero bit.</summary>
    private static byte[] OneCode(byte table, byte symbol) =>
        Segment(0xC4, [table, 1, .. new byte[15], symbol]);

    private static byte[] Runs(int blocks)
    {
        List<byte> bytes = [];
        int held = 0, count = 0;
        for (; blocks > 0; blocks -= Math.Min(blocks, LongestRun))
        {
            if (blocks < 1 << RunBits)
                blocks = 1 << RunBits; // a run can extend past the last block
            Put(0, 1);
            Put(Math.Min(blocks, LongestRun) - (1 << RunBits), RunBits);
        }

        Put(0x7F, 7);
        return [.. bytes];

        void Put(int bits, int length)
        {
            for (var bit = length - 1; bit >= 0; bit--)
            {
                held = (held << 1) | ((bits >> bit) & 1);
                if (++count < 8)
                    continue;
                bytes.Add((byte)held);
                if ((byte)held == 0xFF)
                    bytes.Add(0);
                (held, count) = (0, 0);
            }
        }
    }
}
