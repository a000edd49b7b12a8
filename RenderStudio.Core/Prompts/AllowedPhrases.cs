using System.Buffers;

namespace RenderStudio.Core.Prompts;

/// <summary>
/// Finds the phrases in which a rejected word has another meaning: "naked bulb", "walls in nude". A phrase counts only
/// if it is not about people. It is about people if a word about people follows it without a link word between them
/// ("nude pink haired woman"), or if such a word shortly precedes a phrase that does not begin with the rejected word
/// ("woman on the sofa in nude").
/// The words of a phrase belong to one clause, unless the policy separates them by a comma ("beige, nude").
/// </summary>
internal sealed class AllowedPhrases
{
    private const int ShortestPhrase = 3, WordsBefore = 5, WordsAfter = 3;

    private static readonly SearchValues<char> ClauseMarks = SearchValues.Create(",;:.!?()\n—");
    private static readonly SearchValues<char> SentenceMarks = SearchValues.Create(".!?;\n");

    private readonly Dictionary<string, List<Phrase>> byFirstWord = [];
    private readonly Dictionary<string, List<Phrase>>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly HashSet<string> rejected;
    private readonly ModerationLists lists;

    public AllowedPhrases(ModerationPolicy policy, LookAlikes lookAlikes)
    {
        lists = new(policy, lookAlikes);
        lookup = byFirstWord.GetAlternateLookup<ReadOnlySpan<char>>();
        rejected = [.. policy.Rules.SelectMany(rule => rule.Terms).Select(term => FoldedWord(term, lookAlikes))];
        foreach (var phrase in policy.Allowed)
            Add(new(Folded(phrase, lookAlikes), phrase.Contains(','), IsWork: false));
        foreach (var work in policy.Works)
            Add(new(Folded(work, lookAlikes), HasComma: false, IsWork: true));
        foreach (var phrases in byFirstWord.Values)
            phrases.Sort((one, other) => other.Words.Length - one.Words.Length);
    }

    /// <returns>
    /// The index of the word after the longest allowed phrase that begins at this word; 0 when there is none.
    /// </returns>
    public int EndAt(FoldedWords text, int index)
    {
        if (!lookup.TryGetValue(text.Letters(text.Words[index]), out var phrases))
            return 0;
        foreach (var phrase in phrases)
        {
            if (Continues(phrase, text, index) && !IsAboutPeople(phrase, text, index))
                return index + phrase.Words.Length;
        }

        return 0;
    }

    private bool Continues(Phrase phrase, FoldedWords text, int index)
    {
        if (index + phrase.Words.Length > text.Words.Count)
            return false;
        for (var next = 1; next < phrase.Words.Length; next++)
        {
            if (text.IsFollowedBy(index + next - 1, ClauseMarks) != (phrase.HasComma && next == 1)
                || !Matches(phrase.Words[next], text.Letters(text.Words[index + next])))
                return false;
        }

        return true;
    }

    private bool Matches(string word, ReadOnlySpan<char> letters) => ModerationLists.IsName(word)
        ? lists.Contains(word, letters)
        : letters.SequenceEqual(word);

    private bool IsAboutPeople(Phrase phrase, FoldedWords text, int index) =>
        !phrase.IsWork && (IsFollowedByPerson(text, index + phrase.Words.Length)
        || ((phrase.HasComma || !rejected.Contains(phrase.Words[0])) && IsPrecededByPerson(text, index)));

    private bool IsFollowedByPerson(FoldedWords text, int next)
    {
        for (var strange = 0; strange < WordsAfter && IsJoined(text, next); next++)
        {
            if (IsPerson(text, next))
                return true;
            var letters = text.Letters(text.Words[next]);
            if (lists.IsLink(letters))
                return false;
            strange += lists.IsObject(letters) ? 0 : 1;
        }

        return false;
    }

    private bool IsPrecededByPerson(FoldedWords text, int index)
    {
        for (var at = index - 1; at >= Math.Max(index - WordsBefore, 0); at--)
        {
            if (text.IsFollowedBy(at, SentenceMarks))
                return false;
            if (IsPerson(text, at))
                return true;
        }

        return false;
    }

    /// <summary>A word about people before an object describes the object: girls' bedroom, standing lamp.</summary>
    private bool IsPerson(FoldedWords text, int index)
    {
        if (!lists.IsPerson(text.Letters(text.Words[index])))
            return false;
        var next = IsJoined(text, index + 1) && text.Letters(text.Words[index + 1]) is "s" ? index + 2 : index + 1;
        return !(IsJoined(text, next) && lists.IsObject(text.Letters(text.Words[next])));
    }

    /// <summary>Whether there is such a word and it belongs to the same clause as the word before it.</summary>
    private static bool IsJoined(FoldedWords text, int index) =>
        index < text.Words.Count && !text.IsFollowedBy(index - 1, ClauseMarks);

    private void Add(Phrase phrase)
    {
        if (phrase.Words.Sum(word => word.Length) < ShortestPhrase)
            throw new InvalidDataException("Moderation policy: a term of 'allowed' is too short.");
        foreach (var list in phrase.Words.Where(ModerationLists.IsName))
            lists.Of(list);
        var start = phrase.Words[0];
        foreach (var first in ModerationLists.IsName(start) ? lists.Of(start) : new HashSet<string> { start })
        {
            if (!byFirstWord.TryGetValue(first, out var phrases))
                byFirstWord[first] = phrases = [];
            phrases.Add(phrase);
        }
    }

    private static string[] Folded(string phrase, LookAlikes lookAlikes) =>
    [
        .. phrase.Replace(",", "").Split(' ')
            .Select(word => ModerationLists.IsName(word) ? word : FoldedWord(word, lookAlikes)),
    ];

    /// <summary>The first word of the text, folded.</summary>
    private static string FoldedWord(string first, LookAlikes lookAlikes)
    {
        var text = new FoldedWords(first, lookAlikes);
        return text.Letters(text.Words[0]).ToString();
    }

    /// <param name="Words">Folded words and names of lists.</param>
    /// <param name="HasComma">Whether a comma follows the first word.</param>
    /// <param name="IsWork">Whether the phrase is the name of a work of art.</param>
    private sealed record Phrase(string[] Words, bool HasComma, bool IsWork);
}
