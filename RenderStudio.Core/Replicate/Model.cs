using System.Text.Json.Nodes;

namespace RenderStudio.Core.Replicate;

/// <summary>A model of Replicate's as we use it.</summary>
public sealed record Model
{
    /// <summary><c>owner/name</c>, also its id in our API.</summary>
    public required string Id { get; init; }

    /// <summary>The version hash a community model must be called by; null for an official model.</summary>
    public string? Version { get; init; }

    /// <summary>Modes it may be chosen for.</summary>
    public required IReadOnlyList<string> Modes { get; init; }

    /// <summary>Pictures one run can return; more are wished for by several predictions.</summary>
    public required int VariantsPerRun { get; init; }

    public required int CreditsPerVariant { get; init; }

    /// <summary>Usual time from submit to pictures, until our own history knows better.</summary>
    public required int ExpectedSeconds { get; init; }

    /// <summary>Our request in the words of this model.</summary>
    public required Func<ModelRequest, JsonObject> Map { get; init; }

    /// <summary>Official models have an endpoint of their own; the others are named by version.</summary>
    public string CreatePath => Version is null ? $"models/{Id}/predictions" : "predictions";

    public string? VersionReference => Version is null ? null : $"{Id}:{Version}";
}

/// <summary>What one prediction asks for, in our words.</summary>
/// <param name="AspectRatio"><c>match_input</c> or <c>w:h</c>.</param>
/// <param name="Quality"><c>draft</c>, <c>standard</c> or <c>high</c>.</param>
public sealed record ModelRequest(
    string Prompt, string? NegativePrompt, string AspectRatio, string Quality, int Variants, long Seed, Uri? Photo);
