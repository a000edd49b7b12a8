namespace RenderStudio.Core.Prompts;

/// <param name="AlsoNegative">
/// Whether the rule also applies to the negative prompt. For example, "naked" is allowed in a negative prompt.
/// </param>
/// <param name="Terms">Words and phrases in normal spelling.</param>
public sealed record ModerationRule(string Id, bool AlsoNegative, IReadOnlyList<string> Terms);

public sealed record ModerationCategory(string Id, string Name, IReadOnlyList<ModerationRule> Rules);

/// <summary>The content that prompts must not request, from the embedded moderation.json.</summary>
/// <param name="Version">Every rejection reports this version.</param>
/// <param name="Allowed">Allowed phrases that contain a rejected word: a naked bulb, a nude palette.</param>
public sealed record ModerationPolicy(
    string Version, IReadOnlyList<ModerationCategory> Categories, IReadOnlyList<string> Allowed)
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
        Check(AreDistinct(policy.Rules.SelectMany(rule => rule.Terms).Concat(policy.Allowed)), "a term is duplicated");
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
