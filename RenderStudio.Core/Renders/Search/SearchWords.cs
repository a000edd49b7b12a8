using System.Globalization;
using System.Text;

namespace RenderStudio.Core.Renders.Search;

/// <summary>The words of a render, as the text of a PostgreSQL <c>tsvector</c>.</summary>
internal static class SearchWords
{
    /// <summary>
    /// Increases whenever the words of a text change; a migration then indexes the rows with a lower version.
    /// </summary>
    public const short Version = 1;

    public static string Of(string? title, string? prompt)
    {
        var words = new StringBuilder();
        foreach (var term in SearchTerms.OfStored(title, prompt))
            words.Append(CultureInfo.InvariantCulture, $"'{term.Text}':{term.Position} ");
        return words.ToString();
    }
}
