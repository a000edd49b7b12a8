using RenderStudio.Local.Replicate.Pictures;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>
/// Handles unsafe pictures: a model that returns a list drops them and fails when none remains; any other model fails.
/// </summary>
internal static class SimulatedModeration
{
    private const string Flagged =
        "The input or output was flagged as sensitive. Please try again with different inputs. (E005)";

    public static IReadOnlyList<PaintedPicture> Keep(
        SimulatedRun prediction, IReadOnlyList<PaintedPicture> pictures, SimulatorSettings rules, out string remarks)
    {
        var unsafePictures = pictures.Where(p => IsUnsafe(prediction, p.Index, rules)).ToList();
        remarks = string.Concat(unsafePictures.Select(p => $"NSFW content detected in image {p.Index}\n"));
        var kept = pictures.Except(unsafePictures).ToList();
        return kept.Count > 0 ? kept : throw new ModelFailedException(ErrorOf(prediction.Model.Name));
    }

    private static bool IsUnsafe(SimulatedRun prediction, int index, SimulatorSettings rules) =>
        rules.NsfwOutputs.Contains(index) || prediction.Chance.Happens(rules.NsfwRate, rules.Seed, $"nsfw {index}");

    private static string ErrorOf(string model) => model switch
    {
        "sdxl" => "NSFW content detected. Try running it again, or try a different prompt.",
        "flux-schnell" or "flux-dev" =>
            "All generated images contained NSFW content. Try running it again with a different prompt.",
        _ => Flagged,
    };
}
