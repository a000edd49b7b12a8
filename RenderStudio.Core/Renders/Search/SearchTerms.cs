using System.Text;

namespace RenderStudio.Core.Renders.Search;

/// <param name="Text">A folded word, a character of an unspaced script or a pair of such characters.</param>
/// <param name="Position">From 1; adjacent words have adjacent positions.</param>
internal readonly record struct SearchTerm(string Text, int Position);

/// <summary>
/// The terms by which a text is found. A sentence in a script without blanks between words is read as overlapping pairs
/// of characters, so that each part of it can be found.
/// </summary>
internal sealed class SearchTerms
{
    /// <summary>Longest word in UTF-16 units; the rest is ignored. PostgreSQL accepts at most 2,046 bytes.</summary>
    public const int MaxWord = 100;

    private readonly List<SearchTerm> terms = [];
    private readonly bool singles;
    private int position;

    private SearchTerms(bool singles) => this.singles = singles;

    /// <summary>All terms of the texts; no phrase continues from one text to the next.</summary>
    public static IReadOnlyList<SearchTerm> OfStored(params ReadOnlySpan<string?> texts)
    {
        var found = new SearchTerms(singles: true);
        foreach (var text in texts)
        {
            found.Read(text ?? "");
            found.position++;
        }

        return found.terms;
    }

    /// <summary>The terms of a phrase, in order: single characters only where there is no pair.</summary>
    public static IReadOnlyList<SearchTerm> OfPhrase(string phrase)
    {
        var found = new SearchTerms(singles: false);
        found.Read(phrase);
        return found.terms;
    }

    private void Read(string text)
    {
        foreach (var word in FoldedText.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            for (var (start, end) = (0, 0); start < word.Length; start = end)
            {
                var unspaced = UnspacedScripts.Contain(Rune.GetRuneAt(word, start));
                for (end = start; end < word.Length && UnspacedScripts.Contain(Rune.GetRuneAt(word, end)) == unspaced;)
                    end += Rune.GetRuneAt(word, end).Utf16SequenceLength;
                if (unspaced)
                    AddRun([.. word[start..end].EnumerateRunes()]);
                else
                    AddWord(word[start..end]);
            }
        }
    }

    private void AddWord(string word)
    {
        var length = Math.Min(word.Length, MaxWord);
        terms.Add(new(word[..(char.IsHighSurrogate(word[length - 1]) ? length - 1 : length)], ++position));
    }

    private void AddRun(Rune[] run)
    {
        for (var index = 0; index < run.Length; index++)
        {
            position++;
            if (singles || run.Length == 1)
                terms.Add(new($"{run[index]}", position));
            if (index + 1 < run.Length)
                terms.Add(new($"{run[index]}{run[index + 1]}", position));
        }
    }
}
