namespace RenderStudio.Core.Generations;

/// <summary>The price and the expected duration of a generation. A quote holds no credits.</summary>
/// <param name="QuoteId">Guarantees the price at submit; null when a submit would be rejected.</param>
/// <param name="Credits">Null when the request is invalid, so that it has no price.</param>
public sealed record Quote(
    Guid? QuoteId, DateTime? ExpiresAt, int? Credits, ExpectedTime? ExpectedSeconds, ModerationVerdict Moderation,
    IReadOnlyList<QuoteProblem> Problems)
{
    /// <summary>Credits of this month that the cap of the API key leaves; null without a key or a cap.</summary>
    public int? KeyCreditsRemaining { get; init; }
}

/// <summary>
/// Seconds from the submit to the delivery of the pictures, as the 50th and 95th percentile.
/// </summary>
public sealed record ExpectedTime(int P50, int P95);

/// <param name="Rule">Id of the violated rule; null when the text is accepted.</param>
/// <param name="Field">The rejected field; null when the text is accepted.</param>
/// <param name="Span">Position in the field; null when the text is accepted.</param>
public sealed record ModerationVerdict(
    bool Accepted, string? Rule = null, string? Field = null, QuoteSpan? Span = null);

/// <summary>A part of a text, in UTF-16 code units, counted from 0.</summary>
public sealed record QuoteSpan(int Start, int Length);

/// <param name="Field">Null for a problem that concerns no single field, such as too few credits.</param>
/// <param name="Code">The problem code that a submit would return.</param>
public sealed record QuoteProblem(string? Field, string Code, string Message)
{
    public static IEnumerable<QuoteProblem> Of(Problem problem)
    {
        if (problem.Errors is not { } errors)
            return [new(null, problem.CodeText, problem.Message)];
        var listed = errors.SelectMany(
            field => field.Value.Select(text => new QuoteProblem(field.Key, problem.CodeText, text)));
        var more = problem.ErrorCount - errors.Count;
        return more > 0
            ? listed.Append(new(null, problem.CodeText, more == 1
                ? "1 more field is invalid."
                : $"{more} more fields are invalid."))
            : listed;
    }
}

/// <summary>A quoted price and the values for which it is valid.</summary>
public sealed record QuotedPrice
{
    public required Guid Id { get; init; }

    public required string Mode { get; init; }

    public required string Model { get; init; }

    public required string Quality { get; init; }

    public required int Variants { get; init; }

    public required int CreditsPerVariant { get; init; }

    public bool Fits(GenerationSpecification spec) => (Mode, Model, Quality, Variants)
        == (spec.Mode, spec.Model.Id, spec.Quality, spec.Variants);
}
