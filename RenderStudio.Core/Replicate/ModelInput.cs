using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// One input of a model: the source of its value and the values that the model accepts. Exactly one of
/// <see cref="From"/>, <see cref="Value"/>, <see cref="ByQuality"/> and <see cref="ByMode"/> is set. Without a value,
/// the input is not sent.
/// </summary>
public sealed record ModelInput
{
    public required string Name { get; init; }

    public InputSource? From { get; init; }

    public JsonElement? Value { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? ByQuality { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? ByMode { get; init; }

    /// <summary>When the input is sent; null for always.</summary>
    public InputCondition? Only { get; init; }

    /// <summary>The model's value for the aspect ratio of the photo; null when it has none.</summary>
    public string? MatchInput { get; init; }

    public required InputType Type { get; init; }

    public bool Required { get; init; }

    /// <summary>Minimum of a number.</summary>
    public double? Min { get; init; }

    /// <summary>Maximum of a number, or maximum number of links.</summary>
    public double? Max { get; init; }

    /// <summary>Numbers must be multiples of this value.</summary>
    public int? Step { get; init; }

    public IReadOnlyList<string>? Choices { get; init; }
}

/// <summary>A part of a <see cref="ModelRequest"/>.</summary>
public enum InputSource
{
    Prompt,

    /// <summary>
    /// The prompt with the owner's negative prompt appended, for models without a negative prompt.
    /// </summary>
    PromptAvoiding,

    Negative,
    Photo,
    Photos,
    Mask,
    Variants,
    Seed,
    AspectRatio,
    Width,
    Height,
}

public enum InputCondition
{
    WithPhoto,
    WithoutPhoto,
}

public enum InputType
{
    Text,
    Whole,
    Number,
    Flag,
    Choice,
    Link,
    Links,
}
