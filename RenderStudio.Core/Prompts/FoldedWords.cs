using System.Buffers;
using System.Globalization;
using System.Text;

namespace RenderStudio.Core.Prompts;

/// <summary>
/// A word: its position in the text (Start, End) and the position of its folded letters (From, Length).
/// </summary>
internal readonly record struct FoldedWord(int Start, int End, int From, int Length);

/// <summary>
/// A text in the form that moderation compares: words of ASCII letters, with look-alike characters replaced, combining
/// marks and invisible characters removed, three or more equal letters reduced to one, and digits that represent
/// letters replaced by these letters. One pass over the text.
/// </summary>
internal sealed class FoldedWords
{
    // A letter that occurs in no term: a word that contains it matches no term and is not split in two.
    private const char Foreign = '\uFFFF';

    private const char Boundary = '\uFFFE';
    private const char Unseen = '\0';

    private static readonly char[] Ascii = [.. Enumerable.Range(0, 128).Select(ascii => FoldAscii((char)ascii))];

    private readonly string text;
    private readonly LookAlikes lookAlikes;
    private readonly char[] letters;
    private readonly List<FoldedWord> words = [];
    private int used;

    public FoldedWords(string text, LookAlikes lookAlikes)
    {
        this.text = text;
        this.lookAlikes = lookAlikes;
        letters = new char[text.Length];
        words.EnsureCapacity(text.Length / 5);
        Read();
    }

    public IReadOnlyList<FoldedWord> Words => words;

    public ReadOnlySpan<char> Letters(FoldedWord word) => letters.AsSpan(word.From, word.Length);

    /// <summary>Letters of adjacent words, without the characters between them.</summary>
    public ReadOnlySpan<char> Letters(FoldedWord first, FoldedWord last) =>
        letters.AsSpan(first.From, last.From + last.Length - first.From);

    /// <summary>Whether one of the marks stands between this word, which is not the last one, and the next.</summary>
    public bool IsFollowedBy(int index, SearchValues<char> marks) =>
        text.AsSpan(words[index].End, words[index + 1].Start - words[index].End).ContainsAny(marks);

    private void Read()
    {
        var (start, from) = (-1, 0);
        for (var at = 0; at < text.Length;)
        {
            var length = 1;
            var letter = text[at] < Ascii.Length ? Ascii[text[at]] : Fold(text.AsSpan(at), out length);
            if (letter == Boundary)
            {
                if (start >= 0)
                    from = Close(start, at, from);
                start = -1;
            }
            else if (letter != Unseen)
            {
                start = start < 0 ? at : start;
                letters[used++] = letter;
            }

            at += length;
        }

        if (start >= 0)
            Close(start, text.Length, from);
    }

    private char Fold(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out var rune, out length);
        if (lookAlikes.TryFold(rune, out var letter))
            return letter;
        if (Rune.IsWhiteSpace(rune))
            return Boundary;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format || !UserText.IsShown(rune)
            ? Unseen
            : Rune.IsLetterOrDigit(rune) ? Foreign : Boundary;
    }

    private static char FoldAscii(char ascii) =>
        char.IsAsciiLetterOrDigit(ascii) || ascii is '@' or '$' ? char.ToLowerInvariant(ascii)
        : char.IsControl(ascii) && !char.IsWhiteSpace(ascii) ? Unseen
        : Boundary;

    /// <returns>The position at which the next word's letters begin.</returns>
    private int Close(int start, int end, int from)
    {
        used = from + Normalize(letters.AsSpan(from, used - from));
        words.Add(new(start, end, from, used - from));
        return used;
    }

    /// <summary>
    /// Reduces repeated letters and replaces digits by letters, in place. A word without letters stays unchanged.
    /// </summary>
    /// <returns>The new length.</returns>
    private static int Normalize(Span<char> word)
    {
        if (word.IndexOfAnyInRange('a', 'z') < 0)
            return word.Length;
        var kept = 0;
        for (var at = 0; at < word.Length;)
        {
            var (letter, times) = (word[at], 1);
            while (at + times < word.Length && word[at + times] == letter)
                times++;
            at += times;
            word[kept++] = AsLetter(letter);
            if (times == 2)
                word[kept++] = AsLetter(letter);
        }

        return kept;
    }

    // 1 and l look alike, so both are replaced by i; the terms are folded in the same way.
    private static char AsLetter(char letter) => letter switch
    {
        '0' => 'o',
        '1' or 'l' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        '8' => 'b',
        _ => letter,
    };
}
