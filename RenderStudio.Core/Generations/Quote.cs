namespace RenderStudio.Core.Generations;

/// <summary>What a generation would cost and take. Nothing is held for it.</summary>
/// <param name="QuoteId">Guarantees the price at submit; null when a submit would be refused.</param>
/// <param name="Credits">Null when the request is too incomplete to be priced.</param>
public sealed record Quote(
    Guid? QuoteId, DateTime? ExpiresAt, int? Credits, ExpectedTime? ExpectedSeconds, ModerationVerdict Moderation,
    IReadOnlyList<QuoteProblem> Problems);

/// <summary>
/// From submit to pictures: half of all generations are faster than the first, 19 of 20 than the second.
/// </summary>
public sealed record ExpectedTime(int P50, int P95);

/// <param name="Rule">Its id; null when accepted.</param>
/// <param name="Span">Where in the field; null when accepted.</param>
public sealed record ModerationVerdict(
    bool Accepted, string? Rule = null, string? Field = null, QuoteSpan? Span = null);

/// <summary>In UTF-16 units, counted from 0.</summary>
public sealed record QuoteSpan(int Start, int Length);

/// <param name="Field">Null for what is wrong with no single field, such as too few credits.</param>
/// <param name="Code">As a submit would be refused with.</param>
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
            ? listed.Append(new(null, problem.CodeText, $"{more} more fields are invalid."))
            : listed;
    }
}

/// <summary>A promised price, and what it was promised for.</summary>
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
