using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Database;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>The operations on generations of all owners in the API document.</summary>
public static class InspectionDocument
{
    public static Operation List() => new(
        "listAllGenerations", Tags.Operations, "List generations of all owners, newest first")
    {
        Description = AdminDocument.Role,
        Parameters =
        [
            Parameters.Query("owner", "Only generations of this owner.", Field.Id()),
            Parameters.Query(
                "status", "Only generations with this status; `unfinished` for all that have not ended.",
                Field.Choice(InspectionFunctions.Statuses)),
            Parameters.Query("model", "Only generations of this model.", Field.Text()),
            Parameters.Query("from", "Submitted at this time or later: an instant or a day.", Field.Text()),
            Parameters.Query("to", "Submitted before this time, or on this day at the latest.", Field.Text()),
            Parameters.Cursor, Parameters.Limit,
        ],
        Answers = [Answer.Json<Page<FoundGeneration>>(200, "A page.", AdminExamples.Generations)],
        Problems = [ProblemCode.Forbidden, ProblemCode.ValidationFailed],
    };

    public static Operation Get() => new("inspectGeneration", Tags.Operations, "Inspect a generation of any owner")
    {
        Description =
            $"{AdminDocument.Role} The response contains no prompt, no photo and no link to a picture.",
        Answers =
        [
            Answer.Json<InspectedGeneration>(
                200, "The generation with its predictions, runs, ledger entries, timeline and acts.",
                AdminExamples.Generation),
        ],
        Problems = [ProblemCode.Forbidden, ProblemCode.NotFound],
    };
}
