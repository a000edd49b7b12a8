using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Predictions;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>The endpoints for operators in the API document.</summary>
public static class AdminDocument
{
    internal const string Role = "Requires the role `admin`.";

    public static Operation Redrive() => new(
        "redrivePrediction", Tags.Operations, "Resume a failed or stuck prediction")
    {
        Description = Role,
        Bodies =
        [
            Content.Json(Field.Record(["reason"], ("reason", Reason)), """{"reason":"The storage is repaired."}"""),
        ],
        Answers =
        [
            Answer.Json<Redrive>(200, "The prediction before the redrive.",
                """
                {"predictionId":"0199d3a0-70aa-7c55-8f21-6b3d9e0c4a12",
                 "generationId":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","status":"failed","redriven":true}
                """),
        ],
        Problems = [ProblemCode.Forbidden, ProblemCode.NotFound, .. OperationProblems.JsonBody],
    };

    public static Operation Sweep() => new("sweepStorage", Tags.Operations, "Count or remove leftover data")
    {
        Description = $"{Role} With `dryRun=false` the call is an act and requires a reason. A dry run changes nothing "
            + "and is not recorded; it needs no body.",
        Parameters =
        [
            Parameters.Query("dryRun", "`false` also removes what is found.", Field.Flag().WithDefault(true)),
        ],
        Bodies =
        [
            Content.Json(Field.Record([], ("reason", Reason.OrNull())), """{"reason":"The disk is almost full."}"""),
        ],
        NeedsBody = false,
        Answers =
        [
            Answer.Json<SweepBody>(200, "What each sweep found.",
                """{"dryRun":true,"sweeps":{"staged uploads":{"found":2,"removed":0}}}"""),
        ],
        Problems = [ProblemCode.Forbidden, .. OperationProblems.JsonBody],
    };

    internal static OpenApiSchema Reason => Field.Text(
        $"Why, at most {ActReason.MaxLength} characters. The list of acts contains it.", ActReason.MaxLength);
}
