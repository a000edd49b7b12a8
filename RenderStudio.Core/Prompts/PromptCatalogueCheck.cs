namespace RenderStudio.Core.Prompts;

/// <summary>Validates the prompt catalogue before it is used.</summary>
internal static class PromptCatalogueCheck
{
    private const int MostPhotos = 2;

    /// <exception cref="InvalidDataException">The catalogue is invalid; the message lists all errors.</exception>
    public static PromptCatalogue Checked(PromptCatalogue catalogue)
    {
        List<string> errors =
        [
            .. Entries("styles", catalogue.Styles),
            .. Entries("roomTypes", catalogue.RoomTypes),
            .. Entries("markets", catalogue.Markets),
            .. Ids("modes", catalogue.Modes.Select(mode => mode.Id)),
            .. catalogue.Modes.Where(IsIncomplete).Select(mode => $"mode '{mode.Id}' is incomplete"),
        ];
        if (catalogue.Version == "" || catalogue.Quality == "")
            errors.Add("version or quality is empty");
        return errors.Count == 0
            ? catalogue
            : throw new InvalidDataException($"Prompt catalogue: {string.Join("; ", errors)}.");
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
        var duplicates = ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key);
        foreach (var id in ids.Where(id => id == "").Concat(duplicates))
            yield return $"{list} has a duplicate or empty id '{id}'";
    }
}
