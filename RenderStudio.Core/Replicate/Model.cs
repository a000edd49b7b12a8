namespace RenderStudio.Core.Replicate;

/// <summary>A model of Replicate's as we use it, one entry of the embedded models.json.</summary>
public sealed record Model
{
    /// <summary><c>owner/name</c>, also its id in our API.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The version hash a community model must be called by; null for an official model.</summary>
    public string? Version { get; init; }

    /// <summary>Modes it may be chosen for.</summary>
    public required IReadOnlyList<string> Modes { get; init; }

    /// <summary>Modes it is taken for when the owner names no model.</summary>
    public required IReadOnlyList<string> DefaultFor { get; init; }

    public required OutputShape Output { get; init; }

    /// <summary>Pictures one run can return; more are wished for by several predictions.</summary>
    public required int VariantsPerRun { get; init; }

    public required int CreditsPerVariant { get; init; }

    /// <summary>Usual time from submit to pictures, until our own history knows better.</summary>
    public required int ExpectedSeconds { get; init; }

    /// <summary>
    /// Our quality → the row of the size table it makes from words alone; null when the model takes no sizes from us.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Sizes { get; init; }

    /// <summary>What it is sent, by its own names; whatever is not here is never sent.</summary>
    public required IReadOnlyList<ModelInput> Inputs { get; init; }

    /// <summary>Official models have an endpoint of their own; the others are named by version.</summary>
    public string CreatePath => Version is null ? $"models/{Id}/predictions" : "predictions";

    public string? VersionReference => Version is null ? null : $"{Id}:{Version}";

    public bool TakesSeed => Takes(InputSource.Seed);

    /// <summary>Whether a picture made from a photo can have another shape than the photo.</summary>
    public bool Reshapes => Inputs.Any(input => input is { From: InputSource.AspectRatio, MatchInput: not null });

    public int MaxPhotos =>
        Takes(InputSource.Photos) ? (int)Inputs.First(input => input.From == InputSource.Photos).Max!.Value
        : Takes(InputSource.Photo) ? 1
        : 0;

    private bool Takes(InputSource source) => Inputs.Any(input => input.From == source);
}

/// <summary>What a finished run's output is: one link or a list of them.</summary>
public enum OutputShape
{
    One,
    List,
}
