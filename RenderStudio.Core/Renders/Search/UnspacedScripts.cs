using System.Text;

namespace RenderStudio.Core.Renders.Search;

/// <summary>
/// Scripts that put no blanks between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese and others), and Hangul,
/// whose words carry particles.
/// </summary>
internal static class UnspacedScripts
{
    public static bool Contain(Rune rune) => rune.Value switch
    {
        < 0x0E00 => false,
        <= 0x0EFF => true, // Thai, Lao
        >= 0x1000 and <= 0x109F => true, // Myanmar
        >= 0x1100 and <= 0x11FF => true, // Hangul letters
        >= 0x1780 and <= 0x17FF => true, // Khmer
        >= 0x1950 and <= 0x19FF or >= 0x1A20 and <= 0x1AAF => true, // Tai Le, New Tai Lue, Tai Tham
        >= 0x2E80 and <= 0x9FFF => true, // Chinese characters, kana, bopomofo
        >= 0xA000 and <= 0xA4CF => true, // Yi
        >= 0xA960 and <= 0xA97F => true, // Hangul letters
        >= 0xA9E0 and <= 0xA9FF or >= 0xAA60 and <= 0xAADF => true, // Myanmar, Tai Viet
        >= 0xAC00 and <= 0xD7FF => true, // Hangul
        >= 0xF900 and <= 0xFAFF => true, // Chinese characters
        >= 0x16FE0 and <= 0x1B2FF => true, // Tangut, Khitan, kana, Nushu
        >= 0x20000 and <= 0x323AF => true, // Chinese characters
        _ => false,
    };
}
