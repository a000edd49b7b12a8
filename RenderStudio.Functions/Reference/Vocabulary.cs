using RenderStudio.Core.Assets;
using RenderStudio.Core.Prompts;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Functions.Reference;

/// <summary>The values of texts that are limited to known values.</summary>
public static class Vocabulary
{
    public static IReadOnlyList<string> Modes => [.. PromptCatalogue.Load().Modes.Select(mode => mode.Id)];

    public static IReadOnlyList<string> GenerationStatuses =>
        [.. Enum.GetValues<GenerationStatus>().Select(status => status.Text())];

    public static IReadOnlyList<string> PredictionStatuses =>
        [.. Enum.GetValues<PredictionStatus>().Select(status => status.Text())];

    public static IReadOnlyList<string> FailureCodes =>
        [.. Enum.GetValues<FailureCode>().Select(code => code.Text())];

    public static IReadOnlyList<string> EventTypes =>
        [.. Core.Deliveries.EventTypes.All, Core.Deliveries.EventTypes.Test];

    public static IReadOnlyList<string> UploadKinds => [.. AssetKind.Uploads.Select(kind => kind.Id)];
}
