using System.Text.Json;

namespace RenderStudio.Core.Replicate;

/// <summary>
/// One input of a model: where its value comes from, and what the model accepts. The value is exactly one of
/// <see cref="From"/>, <see cref="Value"/>, <see cref="ByQuality"/> and <see cref="ByMode"/>; without a value the input
/// is left out.
/// </summary>
public sealed record ModelInput
{
    public required string Name { get; init; }

    public InputSource? From { get; init; }

    public JsonElement? Value { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? ByQuality { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? ByMode { get; init; }

    /// <summary>Null: always.</summary>
    public InputCondition? Only { get; init; }

    /// <summary>The model's word for "as the photo"; null when it has none.</summary>
    public string? MatchInput { get; init; }

    public required InputType Type { get; init; }

    public bool Required { get; init; }

    /// <summary>Least number.</summary>
    public double? Min { get; init; }

    /// <summary>Largest number, or most links.</summary>
    public double? Max { get; init; }

    /// <summary>Numbers are multiples of it.</summary>
    public int? Step { get; init; }

    public IReadOnlyList<string>? Choices { get; init; }
}

/// <summary>A part of a <see cref="ModelRequest"/>.</summary>
public enum InputSource
{
    Prompt,

    /// <summary>
    /// The prompt, and in it what the owner does not want to see: for models without a negative prompt.
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
