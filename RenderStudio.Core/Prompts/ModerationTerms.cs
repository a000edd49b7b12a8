namespace RenderStudio.Core.Prompts;

/// <summary>Indexes the terms of all rules of a moderation policy by their first word.</summary>
internal sealed class ModerationTerms
{
    private const int ShortestTerm = 3;

    private readonly Dictionary<string, List<Phrase>> byFirstWord = [];
    private readonly Dictionary<string, List<Phrase>>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public ModerationTerms(ModerationPolicy policy, LookAlikes lookAlikes)
    {
        lookup = byFirstWord.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var rule in policy.Rules)
        {
            foreach (var term in rule.Terms)
                Add(new FoldedWords(term, lookAlikes), rule);
        }

        foreach (var phrases in byFirstWord.Values)
            phrases.Sort((one, other) => other.Words.Length - one.Words.Length);
    }

    /// <summary>Length of the longest single-word term, in letters.</summary>
    public int LongestWord { get; private set; }

    internal sealed record Phrase(string[] Words, ModerationRule Rule);

    /// <summary>The longest term that begins at this word; null when there is none.</summary>
    public Phrase? At(FoldedWords text, int index, bool asNegative)
    {
        if (!lookup.TryGetValue(text.Letters(text.Words[index]), out var phrases))
            return null;
        foreach (var phrase in phrases)
        {
            if (Applies(phrase, asNegative) && Continues(phrase, text, index))
                return phrase;
        }

        return null;
    }

    /// <summary>The rule that contains this single word as a term; null when there is none.</summary>
    public ModerationRule? Of(ReadOnlySpan<char> word, bool asNegative) =>
        lookup.TryGetValue(word, out var phrases)
            ? phrases.Find(phrase => phrase.Words.Length == 1 && Applies(phrase, asNegative))?.Rule
            : null;

    private static bool Applies(Phrase phrase, bool asNegative) =>
        !asNegative || phrase.Rule.AlsoNegative;

    private static bool Continues(Phrase phrase, FoldedWords text, int index)
    {
        if (index + phrase.Words.Length > text.Words.Count)
            return false;
        for (var next = 1; next < phrase.Words.Length; next++)
        {
            if (!text.Letters(text.Words[index + next]).SequenceEqual(phrase.Words[next]))
                return false;
        }

        return true;
    }

    private void Add(FoldedWords term, ModerationRule rule)
    {
        string[] words = [.. term.Words.Select(word => term.Letters(word).ToString())];
        if (words.Sum(word => word.Length) < ShortestTerm)
            throw new InvalidDataException($"Moderation policy: a term of '{rule.Id}' is too short.");
        if (words is [var single])
            LongestWord = Math.Max(LongestWord, single.Length);
        if (!byFirstWord.TryGetValue(words[0], out var phrases))
            byFirstWord[words[0]] = phrases = [];
        phrases.Add(new(words, rule));
    }
}
