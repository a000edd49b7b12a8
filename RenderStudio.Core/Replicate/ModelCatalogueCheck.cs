using System.Text.Json.Nodes;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Core.Replicate;

/// <summary>Validates the catalogue at start-up, before any run is created.</summary>
internal static class ModelCatalogueCheck
{
    /// <exception cref="InvalidDataException">The catalogue is invalid; the message names all errors.</exception>
    public static ModelCatalogue Checked(ModelCatalogue catalogue, IReadOnlyList<string> modes)
    {
        List<string> errors =
        [
            .. catalogue.Models.GroupBy(model => model.Id).Where(group => group.Count() > 1)
                .Select(group => $"{group.Key} is defined more than once"),
            .. modes.Where(mode => catalogue.Models.Count(model => model.DefaultFor.Contains(mode)) != 1)
                .Select(mode => $"{mode} does not have exactly one default"),
            .. catalogue.AspectRatios.Where(HasNoSize).Select(ratio => $"{ratio.Id} has no size"),
            .. catalogue.Models.SelectMany(model => Of(model, modes).Select(error => $"{model.Id}: {error}")),
        ];
        return errors.Count == 0
            ? catalogue
            : throw new InvalidDataException($"Model catalogue: {string.Join("; ", errors)}.");
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
        foreach (var error in constants.SelectMany(constant => InputCheck.Run(input, JsonValue.Create(constant)!)))
            yield return error;
    }
}
