using System.Buffers;
using System.Text;

namespace RenderStudio.Core.Renders.Search;

/// <summary>A search as the texts of two <c>tsquery</c> values.</summary>
/// <param name="Words">The condition on <c>renders.words</c>.</param>
/// <param name="Keys">A condition on the index that includes all matches, and more for phrases. Each word begins with
/// <see cref="SearchQuery.KeyPrefix"/> in place of the prefix of owner and time.</param>
internal sealed record SearchCondition(string Words, string Keys);

/// <summary>
/// Reads a search in search-engine syntax. Words must all occur; <c>or</c> separates alternatives; quotation marks
/// enclose a phrase; a hyphen before a word excludes it. Every text is a valid search.
/// </summary>
internal sealed class SearchQuery
{
    /// <summary>Occurs in no folded word.</summary>
    public const char KeyPrefix = '~';

    private const string Or = "or";

    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"“”„‟«»＂");

    private readonly string text;
    private readonly List<Operand> operands = [];

    private SearchQuery(string text)
    {
        this.text = text;
        for (var at = 0; at < text.Length;)
            at = char.IsWhiteSpace(text[at]) ? at + 1 : Read(at);
    }

    private readonly record struct Operand(string Text, bool IsPhrase, bool IsExcluded)
    {
        public bool IsOr => !IsPhrase && !IsExcluded && Text.Equals(Or, StringComparison.OrdinalIgnoreCase);

        public IReadOnlyList<SearchTerm> Terms { get; } = SearchTerms.OfPhrase(Text);
    }

    /// <returns>Null when the text contains no word.</returns>
    public static SearchCondition? Of(string text)
    {
        var alternatives = new SearchQuery(text).Alternatives();
        return alternatives.Count == 0
            ? null
            : new(string.Join(" | ", alternatives.Select(Words)), string.Join(" | ", alternatives.Select(Keys)));
    }

    /// <returns>The position after the operand.</returns>
    private int Read(int at)
    {
        var excluded = IsExclusion(at);
        var from = excluded ? at + 1 : at;
        var quoted = Quotes.Contains(text[from]);
        from = quoted ? from + 1 : from;
        var to = from;
        while (to < text.Length && !Quotes.Contains(text[to]) && (quoted || !char.IsWhiteSpace(text[to])))
            to++;
        operands.Add(new(text[from..to], quoted, excluded));
        return quoted ? to + 1 : to;
    }

    private bool IsExclusion(int at) =>
        text[at] == '-' && (at == 0 || char.IsWhiteSpace(text[at - 1]))
        && at + 1 < text.Length && text[at + 1] != '-' && !char.IsWhiteSpace(text[at + 1]);

    /// <summary>The operands with words of each alternative; an alternative without words is left out.</summary>
    private List<List<Operand>> Alternatives()
    {
        List<List<Operand>> alternatives = [[]];
        for (var index = 0; index < operands.Count; index++)
        {
            if (operands[index].IsOr && index > 0 && index < operands.Count - 1)
                alternatives.Add([]);
            else if (operands[index].Terms.Count > 0)
                alternatives[^1].Add(operands[index]);
        }

        alternatives.RemoveAll(alternative => alternative.Count == 0);
        return alternatives;
    }

    private static string Words(List<Operand> alternative) => $"({string.Join(" & ", alternative.Select(Words))})";

    /// <summary>The terms of an operand follow each other, at the distances that they have in the text.</summary>
    private static string Words(Operand operand)
    {
        var terms = operand.Terms;
        var phrase = new StringBuilder($"'{terms[0].Text}'");
        for (var next = 1; next < terms.Count; next++)
            phrase.Append($" <{terms[next].Position - terms[next - 1].Position}> '{terms[next].Text}'");
        return operand.IsExcluded ? $"!({phrase})" : $"({phrase})";
    }

    // An excluded phrase is not a condition: its words may occur apart. The prefix alone is a word of every render, so
    // that exclusions alone do not read the whole index.
    private static string Keys(List<Operand> alternative)
    {
        var required = alternative.Where(operand => !operand.IsExcluded).SelectMany(operand => operand.Terms)
            .Select(term => $"'{KeyPrefix}{term.Text}'").DefaultIfEmpty($"'{KeyPrefix}'");
        var excluded = alternative.Where(operand => operand.IsExcluded && operand.Terms.Count == 1)
            .Select(operand => $"!'{KeyPrefix}{operand.Terms[0].Text}'");
        return $"({string.Join(" & ", required.Concat(excluded))})";
    }
}
