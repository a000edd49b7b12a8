using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Core.Erasure;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Erasure;

/// <summary>The endpoints of erasure in the API document.</summary>
public static class ErasureDocument
{
    private const string Example =
        """
        {"id":"6d1f0f0e-5a0b-4f3c-8a51-2f6f0c9d7b3e","requestedAt":"2026-11-21T10:00:00Z","finishedAt":null,
         "generations":3,"renders":3,"pictures":5,"photos":1,"files":21}
        """;

    public static Operation Erase() => new("eraseOwner", Tags.Account, "Erase the owner and all their data")
    {
        Description =
            "Cancels what runs, hides public content at once, and deletes files and rows. A repeated request returns "
            + "the same receipt.",
        Answers =
        [
            Receipt(200, "The erasure is finished.", located: true),
            Receipt(202, "The erasure continues.", located: true),
        ],
        Problems = [ProblemCode.RateLimited],
    };

    public static Operation Read() => new("getErasure", Tags.Account, "Get the progress of an erasure")
    {
        Description = "Needs no token, because the owner no longer exists. The id is secret.",
        Access = Access.Anonymous,
        Answers = [Receipt(200, "The receipt.", located: false)],
        Problems = [ProblemCode.NotFound],
    };

    private static Answer Receipt(int status, string description, bool located)
    {
        var answer = Answer.Json<ErasureReceipt>(status, description, Example);
        return located ? answer with { Headers = Address } : answer;
    }

    private static Dictionary<string, OpenApiHeader> Address => new()
    {
        ["Location"] = Headers.Location(
            "the receipt", "https://studio.example.com/api/v1/me/erasures/6d1f0f0e-5a0b-4f3c-8a51-2f6f0c9d7b3e"),
    };
}
