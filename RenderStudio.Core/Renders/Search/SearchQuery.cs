using System.Buffers;
using System.Text;

namespace RenderStudio.Core.Renders.Search;

/// <summary>
/// Reads a search in search-engine syntax and writes it as the text of a PostgreSQL <c>tsquery</c>. Words must all
/// occur; <c>or</c> separates alternatives; quotation marks enclose a phrase; a hyphen before a word excludes it. Every
/// text is a valid search.
/// </summary>
internal sealed class SearchQuery
{
    private const string Or = "or";
    private const char Not = '!';

    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"“”„‟«»＂");

    private readonly string text;
    private readonly string owner;
    private readonly List<Operand> operands = [];

    private SearchQuery(string text, string owner)
    {
        (this.text, this.owner) = (text, owner);
        for (var at = 0; at < text.Length;)
            at = char.IsWhiteSpace(text[at]) ? at + 1 : Read(at);
    }

    private readonly record struct Operand(string Text, bool IsPhrase, bool IsExcluded)
    {
        public bool IsOr => !IsPhrase && !IsExcluded && Text.Equals(Or, StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>Null when the text contains no word.</returns>
    public static string? Of(string text, Guid ownerId) => new SearchQuery(text, SearchWords.Prefix(ownerId)).Build();

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

    private string? Build()
    {
        List<List<string>> alternatives = [[]];
        for (var index = 0; index < operands.Count; index++)
        {
            if (operands[index].IsOr && index > 0 && index < operands.Count - 1)
                alternatives.Add([]);
            else if (Write(operands[index]) is { } operand)
                alternatives[^1].Add(operand);
        }

        var written = alternatives.Where(all => all.Count > 0).Select(Join).ToList();
        return written.Count > 0 ? string.Join(" | ", written) : null;
    }

    // An exclusion alone would read the whole index; it becomes an exclusion from the renders of the owner.
    private string Join(List<string> all) =>
        $"({(all.All(operand => operand[0] == Not) ? $"'{owner}' & " : "")}{string.Join(" & ", all)})";

    /// <summary>The terms of an operand follow each other, at the distances that they have in the text.</summary>
    private string? Write(Operand operand)
    {
        var terms = SearchTerms.OfPhrase(operand.Text);
        if (terms.Count == 0)
            return null;
        var phrase = new StringBuilder($"'{owner}{terms[0].Text}'");
        for (var next = 1; next < terms.Count; next++)
            phrase.Append($" <{terms[next].Position - terms[next - 1].Position}> '{owner}{terms[next].Text}'");
        return operand.IsExcluded ? $"{Not}({phrase})" : $"({phrase})";
    }
}
