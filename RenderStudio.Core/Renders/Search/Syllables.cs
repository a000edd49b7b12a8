using System.Text;

namespace RenderStudio.Core.Renders.Search;

/// <summary>
/// Composes the syllables of Korean and Japanese from the characters into which Unicode decomposes them: Hangul from
/// two or three letters, and kana from a letter and a voicing mark.
/// </summary>
internal static class Syllables
{
    // The Unicode Standard, section 3.12: the composition of Hangul syllables.
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3;
    private const int FirstLead = 0x1100, LastLead = 0x1112, FirstVowel = 0x1161, LastVowel = 0x1175;
    private const int BeforeTails = 0x11A7, LastTail = 0x11C2;
    private const int Vowels = LastVowel - FirstVowel + 1, Tails = LastTail - BeforeTails + 1;

    // The voiced form of a letter is the next character, and that of う is ゔ. The other voiced form of the row of は
    // is the second next.
    private const string Voiceable = "かきくけこさしすせそたちつてとはひふへほゝ";
    private const string ThirdForms = "はひふへほ";

    /// <summary>Combines a vowel, a final consonant or a voicing mark with the last character.</summary>
    /// <returns>
    /// False when the character is none of these or when the last character does not accept it. A voicing mark that
    /// combines with no letter is dropped.
    /// </returns>
    public static bool TryCompose(StringBuilder folded, Rune next)
    {
        var last = folded.Length > 0 ? folded[^1] : '\0';
        var composed = next.Value switch
        {
            >= FirstVowel and <= LastVowel when last is >= (char)FirstLead and <= (char)LastLead =>
                FirstSyllable + ((last - FirstLead) * Vowels + next.Value - FirstVowel) * Tails,
            > BeforeTails and <= LastTail when IsOpen(last) => last + next.Value - BeforeTails,
            0x3099 or 0xFF9E => last == 'う' ? 'ゔ' : Voiceable.Contains(last) ? last + 1 : last,
            0x309A or 0xFF9F => ThirdForms.Contains(last) ? last + 2 : last,
            _ => -1,
        };
        if (composed < 0)
            return false;
        if (folded.Length > 0)
            folded[^1] = (char)composed;
        return true;
    }

    public static Rune Hiragana(Rune letter) =>
        letter.Value is >= 0x30A1 and <= 0x30F6 or 0x30FD or 0x30FE ? new(letter.Value - 0x60) : letter;

    private static bool IsOpen(char syllable) =>
        syllable is >= (char)FirstSyllable and <= (char)LastSyllable && (syllable - FirstSyllable) % Tails == 0;
}
