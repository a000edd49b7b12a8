using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Generations;

public static class QuoteDocument
{
    public static Operation Quote() => new("quoteGeneration", Tags.Generations, "Get the price of a generation")
    {
        Description =
            "Takes the body of a submit, holds no credits and starts nothing. What would be rejected at submit is "
            + "listed in `problems`. A submit with the `quoteId` has the quoted price.",
        Bodies = SubmitFields.Bodies,
        Answers = [Answer.Json<Quote>(200, "The price and the problems.", GenerationExamples.Quote)],
        Problems = [ProblemCode.InvalidJson, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType],
    };

    public static SchemaNotes OfQuotes(this SchemaNotes notes) => notes
        .Text<Quote>("quoteId", "Guarantees the price at submit; null when a submit would be rejected.")
        .Text<Quote>("credits", "Null when the request is invalid, so that it has no price.")
        .Text<Quote>(
            "keyCreditsRemaining", "Credits that the cap of the API key leaves in this month; null without one.")
        .Text<QuoteSpan>("start", "In UTF-16 code units, counted from 0.")
        .Choice<QuoteProblem>("code", OperationProblems.All, "The code that a submit would return.")
        .Text<QuoteProblem>("field", "Null for a problem that concerns no single field.");
}
