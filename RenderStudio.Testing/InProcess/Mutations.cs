namespace RenderStudio.Testing.InProcess;

/// <summary>Mutated copies of a valid text, identical for the same seed.</summary>
internal sealed class Mutations(int seed)
{
    private const int MostChanges = 3;
    private const int LongestCut = 12;

    private static readonly byte[][] Odd =
    [
        [.. @"\u0000"u8], [.. @"\ud800"u8], [.. @"\udc00"u8], [.. @"\ud83d\ude00"u8], [.. @"\"u8], [0], [0x1b],
        [0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xef, 0xbb, 0xbf], [.. "\u202e"u8],
        [.. ".."u8], [.. "/"u8], [.. "%00"u8], [.. "\r\n"u8], [.. "'"u8], [.. "\""u8], [.. ","u8], [.. ":"u8],
        [.. "-9223372036854775808"u8], [.. "9223372036854775808"u8], [.. "1e400"u8], [.. "-1e-400"u8], [.. "0.5"u8],
        [.. "99999-12-31"u8], [.. "null"u8], [.. "true"u8], [.. "[]"u8], [.. "{}"u8], [.. "{\"a\":1,\"a\":2}"u8],
        [.. Enumerable.Repeat((byte)'[', 100)], [.. Enumerable.Repeat((byte)'x', 3000)],
        [.. Enumerable.Repeat((byte)'9', 400)],
    ];

    private readonly Random random = new(seed);

    public byte[] Of(ReadOnlySpan<byte> whole)
    {
        var changed = whole.ToArray();
        for (var changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
            changed = Changed(changed);
        return changed;
    }

    /// <summary>Selects one of several, by the same random numbers.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private byte[] Changed(byte[] text)
    {
        var at = random.Next(text.Length + 1);
        var end = at + random.Next(Math.Min(LongestCut, text.Length - at) + 1);
        return random.Next(8) switch
        {
            0 => text[..at],
            1 => [.. text[..end], .. text[at..]], // a part twice
            _ => [.. text[..at], .. Odd[random.Next(Odd.Length)], .. text[end..]],
        };
    }
}
