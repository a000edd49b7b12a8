using RenderStudio.Functions.Administration;
using RenderStudio.Functions.ApiKeys;
using RenderStudio.Functions.Assets;
using RenderStudio.Functions.Billing;
using RenderStudio.Functions.Catalog;
using RenderStudio.Functions.Deliveries;
using RenderStudio.Functions.Generations;
using RenderStudio.Functions.Health;
using RenderStudio.Functions.Renders;
using RenderStudio.Functions.Usage;

namespace RenderStudio.Functions.Reference;

/// <summary>The notes of all response types.</summary>
public static class ResponseNotes
{
    public static SchemaNotes Create() => new SchemaNotes()
        .OfProblems().OfGenerations().OfQuotes().OfRenders().OfAssets().OfEndpoints().OfUsage().OfBilling()
        .OfAdmin().OfApiKeys().OfCatalog().OfHealth();

    private static SchemaNotes OfProblems(this SchemaNotes notes) => notes
        .Text<ProblemDocument>("detail", "What is wrong, in one sentence for a person; the text may change.")
        .Choice<ProblemDocument>("code", OperationProblems.All, "Stable; clients decide by it.")
        .Text<ProblemDocument>("traceId", "The log of the app contains the request under this id.")
        .Text<ProblemDocument>("errors", "Messages by field, for the first 20 invalid fields.")
        .Text<ProblemDocument>("errorCount", "Number of invalid fields.");
}
