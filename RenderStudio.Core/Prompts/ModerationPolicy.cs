namespace RenderStudio.Core.Prompts;

/// <param name="AlsoNegative">
/// Whether the rule also applies to the negative prompt. For example, "naked" is allowed in a negative prompt.
/// </param>
/// <param name="Terms">Words and phrases in normal spelling.</param>
public sealed record ModerationRule(string Id, bool AlsoNegative, IReadOnlyList<string> Terms);

public sealed record ModerationCategory(string Id, string Name, IReadOnlyList<ModerationRule> Rules);

/// <summary>The content that prompts must not request, from the embedded moderation.json.</summary>
/// <param name="Version">Every rejection reports this version.</param>
/// <param name="Lists">
/// Named lists of words, without their plurals. The list <c>person</c> contains words about people, <c>link</c>
/// contains prepositions and the like, <c>adjective</c> contains adjectives; the others contain words for objects.
/// </param>
/// <param name="Allowed">
/// Phrases in which a rejected word has another meaning. <c>&lt;thing&gt;</c> stands for any word of the list
/// <c>thing</c>: <c>naked &lt;thing&gt;</c> allows "a naked bulb".
/// </param>
/// <param name="Works">
/// Works of art, and subjects of religious and historical art, whose names contain a rejected word. Unlike an allowed
/// phrase, such a name counts also beside words about people: "a painting of the crucified Christ".
/// </param>
public sealed record ModerationPolicy(
    string Version, IReadOnlyList<ModerationCategory> Categories,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Lists, IReadOnlyList<string> Allowed,
    IReadOnlyList<string> Works)
{
    public IEnumerable<ModerationRule> Rules => Categories.SelectMany(category => category.Rules);

    /// <exception cref="InvalidDataException">
    /// A rule has no terms, its id does not begin with its category, or an id or term is duplicated.
    /// </exception>
    public static ModerationPolicy Load()
    {
        var policy = EmbeddedJson.Read("moderation.json", PromptJson.Default.ModerationPolicy);
        Check(policy.Rules.All(rule => rule.Terms.Count > 0), "a rule has no terms");
        Check(policy.Categories.All(category =>
            category.Rules.All(rule => rule.Id.StartsWith($"{category.Id}.", StringComparison.Ordinal))),
            "a rule id does not begin with its category");
        Check(AreDistinct(policy.Rules.Select(rule => rule.Id)), "a rule id is duplicated");
        Check(AreDistinct(policy.Rules.SelectMany(rule => rule.Terms).Concat(policy.Allowed).Concat(policy.Works)),
            "a term is duplicated");
        Check(policy.Lists.Values.All(AreDistinct), "a list contains a word twice");
        return policy;
    }

    private static bool AreDistinct(IEnumerable<string> values) =>
        values.GroupBy(value => value).All(group => group.Count() == 1);

    private static void Check(bool isValid, string error)
    {
        if (!isValid)
            throw new InvalidDataException($"Moderation policy: {error}.");
    }
}
