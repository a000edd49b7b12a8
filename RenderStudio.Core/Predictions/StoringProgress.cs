using System.Text.Json;
using System.Text.Json.Serialization;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// What the rounds of storing know about the outputs of one run. The row keeps it between two rounds, so that a picture
/// that is stored is not downloaded again and cannot be lost.
/// </summary>
public sealed record StoringProgress(string Run, IReadOnlyList<OutputProgress> Outputs)
{
    /// <summary>The last rounds, if they ended with an unexpected error; null after any other round.</summary>
    public RoundCount? Errors { get; init; }

    public static StoringProgress None(string run) => new(run, []);

    /// <param name="json">The stored form; null before the first round.</param>
    /// <returns>No progress when the stored form belongs to another run or is unreadable.</returns>
    public static StoringProgress Read(string? json, string run)
    {
        try
        {
            var stored = json is null ? null : JsonSerializer.Deserialize(json, ProgressJson.Default.StoringProgress);
            return stored?.Run == run ? stored : None(run);
        }
        catch (JsonException)
        {
            return None(run);
        }
    }

    /// <summary>The stored form, without the content of the files; null without progress.</summary>
    public string? Json => Outputs.Count == 0 && Errors is null
        ? null
        : JsonSerializer.Serialize(this, ProgressJson.Default.StoringProgress);

    /// <summary>The same without progress.</summary>
    public StoringProgress Cleared => None(Run);

    /// <summary>The pictures that are stored.</summary>
    public IReadOnlyList<FinishedOutput> Stored =>
        [.. Outputs.Select(output => output.Result.Output).OfType<FinishedOutput>()];

    /// <summary>The results of the outputs that failed in their last try.</summary>
    public IReadOnlyList<OutputResult> Failed =>
        [.. Outputs.Select(output => output.Result).Where(result => result.Error is not null)];

    /// <summary>The same pictures, with all rounds of the other outputs before them.</summary>
    public StoringProgress Restarted => None(Run) with { Outputs = [.. Outputs.Select(output => output.Restarted)] };

    /// <returns>The result of an output that is not tried again; null for an output that is.</returns>
    public OutputResult? SettledOf(int index) => Of(index) is { IsSettled: true } output ? output.Result : null;

    /// <summary>Whether the last round failed with the same reason.</summary>
    public bool HasReason(OutputResult result) =>
        Of(result.Index)?.Result.Error is { } error && error.Reason == result.Error?.Reason;

    /// <summary>The progress after a round with these results; the same if there are none.</summary>
    /// <param name="age">Seconds from the result to the start of the round.</param>
    /// <param name="maxInvalidRounds">
    /// Number of rounds in which an output may be invalid; after the last one the error is final.
    /// </param>
    public StoringProgress After(OutputResult[] results, double age, int maxInvalidRounds)
    {
        var isGood = results.Any(result => result.Output is not null);
        return results.Length == 0 ? this : this with
        {
            Outputs = [.. results.Select(result =>
                (Of(result.Index) ?? new(result, 0)).After(result, isGood, age, maxInvalidRounds))],
        };
    }

    private OutputProgress? Of(int index) => Outputs.FirstOrDefault(output => output.Result.Index == index);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StoringProgress))]
internal sealed partial class ProgressJson : JsonSerializerContext;
