using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>The operations that pause and resume starts in the API document.</summary>
public static class StartsDocument
{
    private const string Example =
        """{"model":"black-forest-labs/flux-schnell","reason":"The provider charges too much."}""";

    public static Operation Get() => new("getStarts", Tags.Operations, "Get the pauses of starts")
    {
        Description = AdminDocument.Role,
        Answers = [Starts("The pauses, and the number of waiting predictions.")],
        Problems = [ProblemCode.Forbidden],
    };

    public static Operation Pause() => new("pauseStarts", Tags.Operations, "Pause the starts of all models or of one")
    {
        Description =
            $"{AdminDocument.Role} After the response no instance starts a prediction of the model; started runs "
            + "continue. Submits are accepted, and their predictions wait. Repeating the call changes nothing.",
        Bodies =
        [
            Content.Json(
                Field.Record(
                    ["reason"],
                    ("model", Field.Text("Null or missing for all models.").OrNull()),
                    ("reason", AdminDocument.Reason)),
                Example),
        ],
        Answers = [Starts("All pauses.")],
        Problems = [ProblemCode.Forbidden, .. OperationProblems.JsonBody],
    };

    public static Operation Resume() => new("resumeStarts", Tags.Operations, "End a pause of starts")
    {
        Description =
            $"{AdminDocument.Role} Waiting predictions are started within a minute. Without `model`, the pause of all "
            + "models ends, and pauses of single models remain. Repeating the call changes nothing.",
        Bodies =
        [
            Content.Json(
                Field.Record(
                    ["reason"],
                    ("model", Field.Text("Null or missing for the pause of all models.").OrNull()),
                    ("reason", AdminDocument.Reason)),
                """{"model":"black-forest-labs/flux-schnell","reason":"The prices are normal again."}"""),
        ],
        Answers = [Starts("The remaining pauses.")],
        Problems = [ProblemCode.Forbidden, .. OperationProblems.JsonBody],
    };

    private static Answer Starts(string description) =>
        Answer.Json<StartsView>(200, description, AdminExamples.Starts);
}
