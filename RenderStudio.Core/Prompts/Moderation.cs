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
    private readonly AllowedPhrases allowed = new(policy, lookAlikes);

    /// <returns>The first violation; null when both texts comply.</returns>
    public ContentRejection? Check(string? prompt, string? negativePrompt) =>
        Find("prompt", prompt, asNegative: false) ?? Find("negativePrompt", negativePrompt, asNegative: true);

    private ContentRejection? Find(string field, string? submitted, bool asNegative)
    {
        if (string.IsNullOrEmpty(submitted))
            return null;
        var text = new FoldedWords(submitted, lookAlikes);
        var allowedUntil = 0;
        for (var index = 0; index < text.Words.Count; index++)
        {
            allowedUntil = Math.Max(allowedUntil, allowed.EndAt(text, index));
            if (index >= allowedUntil && TermAt(text, index, asNegative) is { } term)
                return Rejection(field, term.Rule, text.Words[index], text.Words[term.Last]);
        }

        return null;
    }

    private (ModerationRule Rule, int Last)? TermAt(FoldedWords text, int index, bool asNegative)
    {
        if (terms.At(text, index, asNegative) is not { } term)
            return Spaced(text, index, asNegative);
        var last = index + term.Words.Length - 1;
        return IsPartlyAllowed(text, index, last) ? null : (term.Rule, last);
    }

    /// <summary>
    /// Whether an allowed phrase begins within these words and ends after them: "coffee machine, gun metal".
    /// </summary>
    private bool IsPartlyAllowed(FoldedWords text, int first, int last)
    {
        for (var index = first + 1; index <= last; index++)
        {
            if (allowed.EndAt(text, index) > last + 1)
                return true;
        }

        return false;
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
