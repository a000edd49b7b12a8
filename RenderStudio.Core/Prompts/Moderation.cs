namespace RenderStudio.Core.Prompts;

/// <summary>
/// Checks an owner's text against the moderation policy. Matches whole words and phrases only, in time linear in the
/// length of the text.
/// </summary>
public sealed class Moderation(ModerationPolicy policy, LookAlikes lookAlikes)
{
    // Fewer single letters in a row are initials, sizes or list markers.
    private const int FewestSpacedLetters = 3;

    private readonly ModerationTerms terms = new(policy, lookAlikes);

    /// <returns>The first violation; null when both texts comply.</returns>
    public ContentRejection? Check(string? prompt, string? negativePrompt) =>
        Find("prompt", prompt, asNegative: false) ?? Find("negativePrompt", negativePrompt, asNegative: true);

    private ContentRejection? Find(string field, string? submitted, bool asNegative)
    {
        if (string.IsNullOrEmpty(submitted))
            return null;
        var text = new FoldedWords(submitted, lookAlikes);
        for (var index = 0; index < text.Words.Count; index++)
        {
            var phrase = terms.At(text, index, asNegative);
            if (phrase?.Rule is { } rule)
                return Rejection(field, rule, text.Words[index], text.Words[index + phrase.Words.Length - 1]);
            if (phrase is not null)
                index += phrase.Words.Length - 1;
            else if (Spaced(text, index, asNegative) is { } spaced)
                return Rejection(field, spaced.Rule, text.Words[index], text.Words[spaced.Last]);
        }

        return null;
    }

    /// <summary>Finds a term that is spelled in single letters from <paramref name="index"/> on: "n a k e d".</summary>
    private (ModerationRule Rule, int Last)? Spaced(FoldedWords text, int index, bool asNegative)
    {
        for (var last = index; last < text.Words.Count && last - index < terms.LongestWord; last++)
        {
            if (text.Words[last].Length != 1)
                return null;
            if (last - index + 1 >= FewestSpacedLetters
                && terms.Of(text.Letters(text.Words[index], text.Words[last]), asNegative) is { } rule)
                return (rule, last);
        }

        return null;
    }

    private ContentRejection Rejection(string field, ModerationRule rule, FoldedWord first, FoldedWord last) =>
        new(field, rule.Id, policy.Version, new(first.Start, last.End - first.Start));
}
