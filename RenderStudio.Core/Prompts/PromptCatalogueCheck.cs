namespace RenderStudio.Core.Prompts;

/// <summary>What must hold for the catalogue before anything is served from it.</summary>
internal static class PromptCatalogueCheck
{
    private const int MostPhotos = 2;

    /// <exception cref="InvalidDataException">It does not hold; all that is wrong is named.</exception>
    public static PromptCatalogue Checked(PromptCatalogue catalogue)
    {
        List<string> wrong =
        [
            .. Entries("styles", catalogue.Styles),
            .. Entries("roomTypes", catalogue.RoomTypes),
            .. Entries("markets", catalogue.Markets),
            .. Ids("modes", catalogue.Modes.Select(mode => mode.Id)),
            .. catalogue.Modes.Where(IsIncomplete).Select(mode => $"mode '{mode.Id}' is incomplete"),
        ];
        if (catalogue.Version == "" || catalogue.Quality == "")
            wrong.Add("version or quality is empty");
        return wrong.Count == 0
            ? catalogue
            : throw new InvalidDataException($"Prompt catalogue: {string.Join("; ", wrong)}.");
    }

    private static bool IsIncomplete(Mode mode) =>
        mode.Name == "" || mode.Description == "" || mode.Task == "" || mode.Negative == "" || mode.Keep == ""
        || mode.Photos is < 0 or > MostPhotos;

    private static IEnumerable<string> Entries(string list, IReadOnlyList<PromptEntry> entries) =>
    [
        .. Ids(list, entries.Select(entry => entry.Id)),
        .. entries.Where(entry => entry.Name == "" || entry.Words == "")
            .Select(entry => $"{list} '{entry.Id}' is empty"),
    ];

    private static IEnumerable<string> Ids(string list, IEnumerable<string> given)
    {
        var ids = given.ToList();
        if (ids.Count == 0)
            yield return $"{list} is empty";
        foreach (var id in ids.Where(id => id == "").Concat(ids.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key)))
            yield return $"{list} names '{id}' twice or not at all";
    }
}
