using Microsoft.OpenApi;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Predictions;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>What the API document tells about the properties of responses to operators.</summary>
public static class AdminNotes
{
    private const string Day = "A day in UTC, such as 2026-11-28.";

    private static readonly string[] Dispositions =
        [.. Enum.GetNames<RunDisposition>().Select(name => name.ToLowerInvariant())];

    public static SchemaNotes OfAdmin(this SchemaNotes notes) => notes
        .Choice<Redrive>("status", Vocabulary.PredictionStatuses, "The status before the redrive.")
        .Text<Redrive>("redriven", "False when nothing changed.")
        .Text<SweepBody>("sweeps", "Counts by the name of the sweep; a failed sweep is missing.")
        .OfInspection().OfAccounts().OfReports();

    private static SchemaNotes OfInspection(this SchemaNotes notes) => notes
        .Choice<FoundGeneration>("status", Vocabulary.GenerationStatuses)
        .Choice<InspectedGeneration>("status", Vocabulary.GenerationStatuses)
        .Text<InspectedGeneration>("renderId", "Null until the first variant is delivered, and while it is deleted.")
        .Text<InspectedGeneration>("entries", "Its holds, settlements and releases, in order.")
        .Text<InspectedGeneration>("acts", "Acts of operators on its predictions, newest first.")
        .Choice<InspectedPrediction>("status", Vocabulary.PredictionStatuses)
        .Text<InspectedPrediction>("startsPaused", "Whether a pause of its model keeps it from being started.")
        .Text<InspectedPrediction>("leaseUntil", "When the lease of its worker ends; null without a worker.")
        .Text<InspectedPrediction>("resultError", "The error of the provider, without texts of the request.")
        .Text<InspectedPrediction>("nextCheckAt", "When the reconciler looks at it next.")
        .Choice<InspectedRun>("disposition", Dispositions)
        .Text<InspectedRun>("seenBy", "What reported the run first: `reply`, `delivery` or `listing`.")
        .Text<InspectedVariant>("flaw", "Why it is not charged: `blank`, `duplicate` or `unchanged`.")
        .Text<StartPause>("model", "Null for all models.")
        .Text<StartPause>("pausedBy", "The owner id of the operator.")
        .Text<StartsView>("waiting", "Number of predictions that wait for a start, of all models.")
        .Text<StartsView>(
            "notAccepted",
            "How many of them were tried and not accepted: the provider limits the rate, rejects the account or is "
            + "unavailable.")
        .Text<StartsView>("waitingSince", "When the one that waits longest was submitted.")
        .Text<StartsView>("perMinute", "Create calls per minute that all instances together send at most at present.")
        .Text<StartsView>("throttledUntil", "End of the pause that the provider advised; null without one.");

    private static SchemaNotes OfAccounts(this SchemaNotes notes) => notes
        .Text<OwnerView>("purchased", "The part of the balance that does not expire.")
        .Text<OwnerView>("held", "Credits held for unfinished generations.")
        .Text<OwnerView>("erasedAt", "When the account was erased; its ledger remains.")
        .Text<LedgerEntry>("delta", "Change of the balance.")
        .Text<LedgerEntry>("purchased", "Change of the part of the balance that does not expire.")
        .Text<LedgerEntry>("cause", "Unique per owner.")
        .Text<GrantedCredits>("balance", "The balance now.")
        .Text<GrantedCredits>("repeated", "Whether an earlier request with this key had the effect.");

    private static SchemaNotes OfReports(this SchemaNotes notes) => notes
        .Text<UsageReport>("generations", "By the day of the submit. Generations of erased owners are not counted.")
        .Text<UsageReport>("failures", "Failed generations by the day of the submit.")
        .Text<UsageReport>("credits", "Ledger entries by their own day.")
        .Text<GenerationsOfDay>("day", Day)
        .Text<GenerationsOfDay>("delivered", "Number of delivered variants.")
        .Text<GenerationsOfDay>(
            "medianSeconds", "From the submit to the end of those that succeeded; null when none did.")
        .Text<FailuresOfDay>("day", Day)
        .Choice<FailuresOfDay>("code", Vocabulary.FailureCodes)
        .Text<CreditsOfDay>("day", Day)
        .Text<CreditsOfDay>("model", "Null for entries without a generation, and for those of erased owners.")
        .Choice<AdminAct>("act", ActKinds.All)
        .Text<AdminAct>("actorId", "The owner id of the operator, also after the operator's account was erased.")
        .Text<AdminAct>("target", "The id of the prediction or owner, the model, or `all`.")
        .Json<AdminAct>("details", Details, "Numbers, ids and flags that depend on the act.");

    private static OpenApiSchema Details() =>
        new() { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true };
}
