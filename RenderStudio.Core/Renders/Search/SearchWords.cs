using System.Globalization;
using System.Text;

namespace RenderStudio.Core.Renders.Search;

/// <summary>
/// The words of a render, as the text of a PostgreSQL <c>tsvector</c>. Each word begins with letters that identify the
/// owner, so that the index of words contains a separate list of renders for each owner.
/// </summary>
internal static class SearchWords
{
    /// <summary>
    /// Increases whenever the words of a text change; a migration then indexes the rows with a lower version.
    /// </summary>
    public const short Version = 1;

    public static string Of(Guid ownerId, string? title, string? prompt)
    {
        var owner = Prefix(ownerId);
        var words = new StringBuilder($"'{owner}'");
        foreach (var term in SearchTerms.OfStored(title, prompt))
            words.Append(CultureInfo.InvariantCulture, $" '{owner}{term.Text}':{term.Position}");
        return words.ToString();
    }

    /// <summary>
    /// The random end of the owner's id; owners with the same prefix share lists, which costs time only. The prefix alone
    /// is a word of every render of the owner.
    /// </summary>
    public static string Prefix(Guid ownerId) => ownerId.ToString("n")[^6..];
}
