using RenderStudio.Core.Usage;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Usage;

public static class UsageDocument
{
    private static readonly string[] EntryKinds =
        ["grant", "purchase", "hold", "settle", "release", "expire", "reverse"];

    private const string Example =
        """
        {"plan":"free","periodEnds":"2026-12-01T00:00:00Z","granted":20,"used":4,"held":4,"remaining":12,
         "purchased":0,"storage":{"bytes":48234496,"files":112,"maxBytes":1073741824,"maxFiles":3000},
         "entries":[{"at":"2026-11-21T09:30:00Z","kind":"hold","credits":8,"delta":-8,
         "generationId":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","reason":null}]}
        """;

    public static Operation Get() => new("getUsage", Tags.Account, "Get the credits and the stored files of the owner")
    {
        Answers = [Answer.Json<UsageView>(200, "Credits, stored files and the newest ledger entries.", Example)],
    };

    public static SchemaNotes OfUsage(this SchemaNotes notes) => notes
        .Text<UsageView>("used", "Credits charged in this period.")
        .Text<UsageView>("held", "Credits held for generations that are not finished.")
        .Text<UsageView>("remaining", "Credits that new generations can hold; negative after a refund of used credits.")
        .Text<UsageView>("purchased", "The part of the remaining credits that does not expire.")
        .Text<UsageView>("storage", "The files that the owner keeps, and the limits of the plan.")
        .Text<UsageView>("entries", "The newest ledger entries, newest first.")
        .Choice<UsageEntry>("kind", EntryKinds)
        .Text<UsageEntry>("delta", "Change of the remaining credits; 0 for a settle, because the hold deducted them.");
}
