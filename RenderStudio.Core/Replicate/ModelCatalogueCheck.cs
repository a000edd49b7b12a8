using System.Text.Json.Nodes;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Replicate;

/// <summary>What must hold for the models before anything is bought from them.</summary>
internal static class ModelCatalogueCheck
{
    /// <exception cref="InvalidDataException">It does not hold; all that is wrong is named.</exception>
    public static ModelCatalogue Checked(ModelCatalogue catalogue, IReadOnlyList<string> modes)
    {
        List<string> wrong =
        [
            .. catalogue.Models.GroupBy(model => model.Id).Where(group => group.Count() > 1)
                .Select(group => $"{group.Key} is there twice"),
            .. modes.Where(mode => catalogue.Models.Count(model => model.DefaultFor.Contains(mode)) != 1)
                .Select(mode => $"{mode} has no default, or several"),
            .. catalogue.AspectRatios.Where(HasNoSize).Select(ratio => $"{ratio.Id} has no size"),
            .. catalogue.Models.SelectMany(model => Of(model, modes).Select(trouble => $"{model.Id}: {trouble}")),
        ];
        return wrong.Count == 0
            ? catalogue
            : throw new InvalidDataException($"Model catalogue: {string.Join("; ", wrong)}.");
    }

    private static bool HasNoSize(AspectRatio ratio) =>
        new[] { ratio.Draft, ratio.Standard, ratio.High }.Any(size => size is not [> 0, > 0]);

    private static IEnumerable<string> Of(Model model, IReadOnlyList<string> modes) =>
    [
        .. model.Modes.Except(modes).Select(mode => $"mode {mode} is not known"),
        .. model.DefaultFor.Except(model.Modes).Select(mode => $"is the default of {mode} but not offered for it"),
        .. (model.Sizes?.Values ?? []).Except(Quality.Known).Select(row => $"size row {row} is not known"),
        .. model is { VariantsPerRun: >= 1, CreditsPerVariant: >= 1, ExpectedSeconds: >= 1 } ? [] : new[] { "counts" },
        .. model.Inputs.GroupBy(input => input.Name).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} twice"),
        .. model.Inputs.SelectMany(OfInput),
    ];

    private static IEnumerable<string> OfInput(ModelInput input)
    {
        object?[] sources = [input.From, input.Value, input.ByQuality, input.ByMode];
        if (sources.Count(source => source is not null) != 1)
            yield return $"{input.Name} must have one source";
        var constants = (input.ByQuality?.Values ?? []).Concat(input.ByMode?.Values ?? []).ToList();
        if (input.Value is { } value)
            constants.Add(value);
        foreach (var trouble in constants.SelectMany(constant => InputCheck.Run(input, JsonValue.Create(constant)!)))
            yield return trouble;
    }
}
