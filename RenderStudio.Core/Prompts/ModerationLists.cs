namespace RenderStudio.Core.Prompts;

/// <summary>
/// The named word lists of a moderation policy, folded. A list also contains the plurals in -s and -es of its words.
/// </summary>
internal sealed class ModerationLists
{
    // All other lists contain words for objects.
    private const string Person = "<person>", Link = "<link>", Adjective = "<adjective>";

    private readonly Dictionary<string, HashSet<string>> lists = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> people, links, objects;

    public ModerationLists(ModerationPolicy policy, LookAlikes lookAlikes)
    {
        foreach (var (name, words) in policy.Lists)
            lists[$"<{name}>"] = [.. words.SelectMany(word => Forms(word, lookAlikes))];
        people = lists.GetValueOrDefault(Person, []).GetAlternateLookup<ReadOnlySpan<char>>();
        links = lists.GetValueOrDefault(Link, []).GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string> others =
            [.. lists.Where(list => list.Key is not (Person or Link or Adjective)).SelectMany(list => list.Value)];
        objects = others.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Whether a word of a phrase is the name of a list in angle brackets: <c>&lt;thing&gt;</c>.</summary>
    public static bool IsName(string word) => word is ['<', .., '>'];

    /// <param name="name">The name in angle brackets.</param>
    /// <exception cref="InvalidDataException">There is no such list.</exception>
    public IReadOnlySet<string> Of(string name) => lists.TryGetValue(name, out var words)
        ? words
        : throw new InvalidDataException($"Moderation policy: there is no list {name}.");

    /// <param name="name">The name in angle brackets.</param>
    public bool Contains(string name, ReadOnlySpan<char> word) =>
        lists[name].GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    public bool IsPerson(ReadOnlySpan<char> word) => people.Contains(word);

    /// <summary>Whether the word separates what is described before it from what is described after it.</summary>
    public bool IsLink(ReadOnlySpan<char> word) => links.Contains(word);

    public bool IsObject(ReadOnlySpan<char> word) => objects.Contains(word);

    private static IEnumerable<string> Forms(string word, LookAlikes lookAlikes)
    {
        var folded = Folded(word, lookAlikes);
        return [folded, $"{folded}s", $"{folded}es"];
    }

    private static string Folded(string word, LookAlikes lookAlikes)
    {
        var text = new FoldedWords(word, lookAlikes);
        return text.Words.Count == 1
            ? text.Letters(text.Words[0]).ToString()
            : throw new InvalidDataException($"Moderation policy: '{word}' in a list is not one word.");
    }
}
