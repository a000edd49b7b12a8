using System.Text;

namespace RenderStudio.Local.Replicate;

/// <summary>
/// The dice of one create call. A throw depends on the seed, on the call's ordinal among the calls of its lane (those
/// that match the same override) and on what is thrown for: so runs repeat, also when tests run beside each other.
/// </summary>
internal readonly record struct Chance(string Lane, int Ordinal)
{
    public bool Happens(double rate, int seed, string what) => rate > 0 && Throw(seed, what) < rate;

    public int Number(int seed, string what) => (int)(Hash(seed, what) >> 33);

    private double Throw(int seed, string what) => (Hash(seed, what) >> 11) * (1.0 / (1UL << 53));

    private ulong Hash(int seed, string what) => Scramble($"{seed}/{Ordinal}/{what}");

    /// <summary>FNV-1a, then SplitMix64's finish, for FNV alone leaves neighbours alike.</summary>
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
