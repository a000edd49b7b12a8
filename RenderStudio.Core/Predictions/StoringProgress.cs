using System.Text.Json;
using System.Text.Json.Serialization;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Core.Predictions;

/// <summary>
/// What the rounds of storing know about the outputs of one run. The row keeps it between two rounds, so that a picture
/// that is stored is not downloaded again and cannot be lost.
/// </summary>
/// <param name="IsPublic">The container of the stored pictures.</param>
public sealed record StoringProgress(string Run, bool IsPublic, IReadOnlyList<OutputProgress> Outputs)
{
    public static StoringProgress None(string run, bool isPublic) => new(run, isPublic, []);

    /// <param name="json">The stored form; null before the first round.</param>
    /// <returns>No progress when the stored form belongs to another run or container, or is unreadable.</returns>
    public static StoringProgress Read(string? json, string run, bool isPublic)
    {
        try
        {
            var stored = json is null ? null : JsonSerializer.Deserialize(json, ProgressJson.Default.StoringProgress);
            return stored?.Run == run && stored.IsPublic == isPublic ? stored : None(run, isPublic);
        }
        catch (JsonException)
        {
            return None(run, isPublic);
        }
    }

    /// <summary>The stored form, without the content of the files; null without progress.</summary>
    public string? Json =>
        Outputs.Count == 0 ? null : JsonSerializer.Serialize(this, ProgressJson.Default.StoringProgress);

    /// <summary>The same without outputs.</summary>
    public StoringProgress Cleared => this with { Outputs = [] };

    /// <returns>The result of an output that is not tried again; null for an output that is.</returns>
    public OutputResult? SettledOf(int index) => Of(index) is { IsSettled: true } output ? output.Result : null;

    /// <summary>Whether the last round failed with the same reason.</summary>
    public bool HasReason(OutputResult result) =>
        Of(result.Index)?.Result.Error is { } error && error.Reason == result.Error?.Reason;

    /// <summary>The progress after a round with these results; the same if there are none.</summary>
    /// <param name="maxInvalidRounds">
    /// Number of rounds in which an output may be invalid; after the last one the error is final.
    /// </param>
    public StoringProgress After(OutputResult[] results, int maxInvalidRounds) => results.Length == 0 ? this : this with
    {
        Outputs = [.. results.Select(result => OutputProgress.Of(
            result, Of(result.Index)?.InvalidRounds ?? 0, maxInvalidRounds))],
    };

    private OutputProgress? Of(int index) => Outputs.FirstOrDefault(output => output.Result.Index == index);
}

/// <param name="InvalidRounds">Number of rounds in which the response was not the picture.</param>
public sealed record OutputProgress(OutputResult Result, int InvalidRounds)
{
    internal bool IsSettled => Result.Error is not { Retryable: true };

    internal static OutputProgress Of(OutputResult result, int invalidRounds, int maxInvalidRounds)
    {
        if (result.Error is not { Retry: OutputRetry.SomeRounds } error)
            return new(result, invalidRounds);
        var isLast = ++invalidRounds >= maxInvalidRounds;
        return new(isLast ? result with { Error = error with { Retry = OutputRetry.Never } } : result, invalidRounds);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StoringProgress))]
internal sealed partial class ProgressJson : JsonSerializerContext;
