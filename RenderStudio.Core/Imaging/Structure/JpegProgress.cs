namespace RenderStudio.Core.Imaging.Structure;

/// <summary>
/// Tracks the scans of a JPEG: for each coefficient of each component, the number of low bits that are still missing.
/// </summary>
internal ref struct JpegProgress(Span<byte> missing)
{
    internal const int Coefficients = 64, MostComponents = 4, Size = MostComponents * Coefficients;

    private const byte NotSeen = byte.MaxValue;

    private readonly Span<byte> missing = missing;
    private ReadOnlySpan<byte> components = [];
    private bool isProgressive;

    /// <summary>Whether the scans cover every bit.</summary>
    public readonly bool IsComplete => !missing[..(components.Length / 3 * Coefficients)].ContainsAnyExcept((byte)0);

    public void Start(ReadOnlySpan<byte> frame, bool progressive)
    {
        components = frame.Slice(6, 3 * frame[5]);
        isProgressive = progressive;
        missing.Fill(NotSeen);
    }

    /// <param name="scan">Number of components, two bytes for each, first and last coefficient, bits.</param>
    public readonly void Add(ReadOnlySpan<byte> scan)
    {
        var ids = scan[1..];
        var count = Math.Min(scan[0], ids.Length / 2);
        var selection = ids[(2 * count)..];
        if (selection.Length < 3)
            return;
        var (first, last, low) = isProgressive ? (selection[0], selection[1], (byte)(selection[2] & 15)) : (0, 63, 0);
        if (first > last || last >= Coefficients)
            return;
        for (; count > 0; count--, ids = ids[2..])
        {
            for (var index = 0; index < components.Length / 3; index++)
            {
                if (components[3 * index] == ids[0])
                    missing.Slice((index * Coefficients) + first, last - first + 1).Fill((byte)low);
            }
        }
    }
}
