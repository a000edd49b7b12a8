using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Database;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>The operations on owners' accounts in the API document.</summary>
public static class OwnerDocument
{
    public static Operation Get() => new("inspectOwner", Tags.Operations, "Get the account of an owner")
    {
        Description = AdminDocument.Role,
        Answers = [Answer.Json<OwnerView>(200, "The account.", AdminExamples.Owner)],
        Problems = [ProblemCode.Forbidden, ProblemCode.NotFound],
    };

    public static Operation Entries() => new(
        "listLedgerEntries", Tags.Operations, "List the ledger of an owner, newest first")
    {
        Description = AdminDocument.Role,
        Parameters = [Parameters.Cursor, Parameters.Limit],
        Answers = [Answer.Json<Page<LedgerEntry>>(200, "A page.", AdminExamples.Entries)],
        Problems = [ProblemCode.Forbidden, ProblemCode.NotFound, ProblemCode.ValidationFailed],
    };

    public static Operation Grant() => new("grantCredits", Tags.Operations, "Grant credits, or take credits back")
    {
        Description =
            $"{AdminDocument.Role} Granted credits do not expire. At most the balance is taken back. The owner sees "
            + "the reason in the ledger.",
        Parameters =
        [
            Parameters.Header(
                "Idempotency-Key",
                "A repeated request with a known key returns the same effect and has no other. A key belongs to one "
                + "owner and one body. Use a new UUID per intent.",
                Field.Text(maxLength: 255), "7f0c0a3e-5f0b-4a8c-9d8e-6f3f2b1c9a10", required: true),
        ],
        Bodies =
        [
            Content.Json(
                Field.Record(
                    ["credits", "reason"],
                    ("credits", Field.Whole(
                        -GrantCredits.Most, GrantCredits.Most, "Negative to take credits back; not 0.")),
                    ("reason", AdminDocument.Reason)),
                """{"credits":50,"reason":"For the outage of 27 November"}"""),
        ],
        Answers =
        [
            Answer.Json<GrantedCredits>(200, "The credits, and the account now.",
                """
                {"ownerId":"0199d39e-11c0-7d24-8b6f-4e2a9c7d0b18","credits":50,"balance":62,"purchased":50,
                 "repeated":false}
                """),
        ],
        Problems =
        [
            ProblemCode.Forbidden, ProblemCode.NotFound, ProblemCode.IdempotencyKeyReused,
            .. OperationProblems.JsonBody,
        ],
    };
}
