namespace RenderStudio.Core.Replicate;

/// <summary>A model at Replicate as the product uses it: one entry of the embedded models.json.</summary>
public sealed record Model
{
    /// <summary><c>owner/name</c>, which is also the model's id in the product's API.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The version hash by which a community model is called; null for an official model.</summary>
    public string? Version { get; init; }

    /// <summary>Modes for which the model can be chosen.</summary>
    public required IReadOnlyList<string> Modes { get; init; }

    /// <summary>Modes for which the model is used when the owner chooses none.</summary>
    public required IReadOnlyList<string> DefaultFor { get; init; }

    public required OutputShape Output { get; init; }

    /// <summary>Maximum number of pictures of one run. More pictures need several predictions.</summary>
    public required int VariantsPerRun { get; init; }

    public required int CreditsPerVariant { get; init; }

    /// <summary>
    /// Estimated time from submit to pictures, used until enough generations were measured.
    /// </summary>
    public required int ExpectedSeconds { get; init; }

    /// <summary>
    /// The product's quality → the column of the size table for a picture without a photo; null when the model accepts
    /// no size.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Sizes { get; init; }

    /// <summary>The inputs by the model's own names. Other inputs are never sent.</summary>
    public required IReadOnlyList<ModelInput> Inputs { get; init; }

    /// <summary>Official models have their own endpoint. Community models are called by version.</summary>
    public string CreatePath => Version is null ? $"models/{Id}/predictions" : "predictions";

    public string? VersionReference => Version is null ? null : $"{Id}:{Version}";

    public bool TakesSeed => Takes(InputSource.Seed);

    /// <summary>Whether a picture made from a photo can have another aspect ratio than the photo.</summary>
    public bool Reshapes => Inputs.Any(input => input is { From: InputSource.AspectRatio, MatchInput: not null });

    public int MaxPhotos =>
        Takes(InputSource.Photos) ? (int)Inputs.First(input => input.From == InputSource.Photos).Max!.Value
        : Takes(InputSource.Photo) ? 1
        : 0;

    private bool Takes(InputSource source) => Inputs.Any(input => input.From == source);
}

/// <summary>The output of a finished run: one link or a list of links.</summary>
public enum OutputShape
{
    One,
    List,
}
