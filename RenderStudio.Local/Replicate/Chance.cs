using System.Text;

namespace RenderStudio.Local.Replicate;

/// <summary>
/// The random decisions of one create call. A decision depends on the seed, on the ordinal of the call in its lane (the
/// calls that match the same override) and on the kind of decision, so that runs are repeatable even when tests run in
/// parallel.
/// </summary>
internal readonly record struct Chance(string Lane, int Ordinal)
{
    public bool Happens(double rate, int seed, string what) => rate > 0 && Draw(seed, what) < rate;

    public int Number(int seed, string what) => (int)(Hash(seed, what) >> 33);

    private double Draw(int seed, string what) => (Hash(seed, what) >> 11) * (1.0 / (1UL << 53));

    private ulong Hash(int seed, string what) => Scramble($"{seed}/{Ordinal}/{what}");

    /// <summary>
    /// FNV-1a with the finalizer of SplitMix64, because FNV-1a alone gives similar texts similar hashes.
    /// </summary>
    public static ulong Scramble(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 1099511628211UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
