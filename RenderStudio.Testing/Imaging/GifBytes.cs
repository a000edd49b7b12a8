namespace RenderStudio.Testing.Imaging;

/// <summary>An animation of flat frames in the four colours of <see cref="Drawing"/>.</summary>
internal static class GifBytes
{
    private const int Clear = 4, End = 5;

    /// <param name="frames">The colour of each frame: 0 red, 1 green, 2 blue, 3 yellow.</param>
    internal static byte[] Of(byte side, params byte[] frames)
    {
        var palette = new[] { Drawing.Red, Drawing.Green, Drawing.Blue, Drawing.Yellow };
        byte[] start =
        [
            .. "GIF89a"u8, side, 0, side, 0, 0b1000_0001, 0, 0, .. palette.SelectMany(c => new[] { c.R, c.G, c.B }),
        ];
        return [.. start, .. frames.SelectMany(colour => Frame(side, colour)), 0x3B];
    }

    private static byte[] Frame(byte side, byte colour) =>
    [
        0x21, 0xF9, 4, 0, 10, 0, 0, 0,
        0x2C, 0, 0, 0, 0, side, 0, side, 0, 0,
        2, .. Blocks(Codes(side * side, colour)), 0,
    ];

    /// <summary>LZW that clears its table before each pixel, so that every code keeps its three bits.</summary>
    private static byte[] Codes(int pixels, byte colour)
    {
        var codes = Enumerable.Range(0, pixels).SelectMany(_ => new int[] { Clear, colour }).Append(End).ToArray();
        var packed = new byte[((codes.Length * 3) + 7) / 8];
        for (var bit = 0; bit < codes.Length * 3; bit++)
            packed[bit / 8] |= (byte)(((codes[bit / 3] >> (bit % 3)) & 1) << (bit % 8));
        return packed;
    }

    private static byte[] Blocks(byte[] data) =>
        [.. data.Chunk(255).SelectMany(block => block.Prepend((byte)block.Length))];
}
