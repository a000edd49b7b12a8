namespace RenderStudio.Core.Prompts;

/// <param name="AlsoNegative">
/// Whether its terms are refused among the things not to be seen, too. Wishing nakedness away is no offence.
/// </param>
/// <param name="Terms">Words and phrases, as somebody would write them.</param>
public sealed record ModerationRule(string Id, bool AlsoNegative, IReadOnlyList<string> Terms);

public sealed record ModerationCategory(string Id, string Name, IReadOnlyList<ModerationRule> Rules);

/// <summary>What owners may not ask for, from the embedded moderation.json.</summary>
/// <param name="Version">Stands beside every refusal.</param>
/// <param name="Allowed">Phrases of our trade that hold a refused word: a naked bulb, a nude palette.</param>
public sealed record ModerationPolicy(
    string Version, IReadOnlyList<ModerationCategory> Categories, IReadOnlyList<string> Allowed)
{
    public IEnumerable<ModerationRule> Rules => Categories.SelectMany(category => category.Rules);

    /// <exception cref="InvalidDataException">A rule has no terms, or an id or term is there twice.</exception>
    public static ModerationPolicy Load()
    {
        var policy = EmbeddedJson.Read("moderation.json", PromptJson.Default.ModerationPolicy);
        Check(policy.Rules.All(rule => rule.Terms.Count > 0), "a rule has no terms");
        Check(policy.Categories.All(category =>
            category.Rules.All(rule => rule.Id.StartsWith($"{category.Id}.", StringComparison.Ordinal))),
            "a rule's id does not begin with its category");
        Check(AreDistinct(policy.Rules.Select(rule => rule.Id)), "a rule's id is there twice");
        Check(AreDistinct(policy.Rules.SelectMany(rule => rule.Terms).Concat(policy.Allowed)), "a term is there twice");
        return policy;
    }

    private static bool AreDistinct(IEnumerable<string> values) =>
        values.GroupBy(value => value).All(group => group.Count() == 1);

    private static void Check(bool holds, string trouble)
    {
        if (!holds)
            throw new InvalidDataException($"Moderation policy: {trouble}.");
    }
}
