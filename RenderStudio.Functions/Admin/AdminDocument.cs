using RenderStudio.Core;
using RenderStudio.Core.Predictions;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Admin;

/// <summary>The endpoints for operators in the API document.</summary>
public static class AdminDocument
{
    private const string Role = "Requires the role `admin`.";

    public static Operation Redrive() => new(
        "redrivePrediction", Tags.Operations, "Resume a failed or stuck prediction")
    {
        Description = Role,
        Answers =
        [
            Answer.Json<Redrive>(200, "The prediction before the redrive.",
                """
                {"predictionId":"0199d3a0-70aa-7c55-8f21-6b3d9e0c4a12",
                 "generationId":"0199d3a0-6f1e-7c2b-9d54-0b8f4c1e2a37","status":"failed","redriven":true}
                """),
        ],
        Problems = [ProblemCode.Forbidden, ProblemCode.NotFound],
    };

    public static Operation Sweep() => new("sweepStorage", Tags.Operations, "Count or remove leftover data")
    {
        Description = Role,
        Parameters =
        [
            Parameters.Query("dryRun", "`false` also removes what is found.", Field.Flag().WithDefault(true)),
        ],
        Answers =
        [
            Answer.Json<SweepBody>(200, "What each sweep found.",
                """{"dryRun":true,"sweeps":{"staged uploads":{"found":2,"removed":0}}}"""),
        ],
        Problems = [ProblemCode.Forbidden, ProblemCode.ValidationFailed],
    };

    public static SchemaNotes OfAdmin(this SchemaNotes notes) => notes
        .Choice<Redrive>("status", Vocabulary.PredictionStatuses, "The status before the redrive.")
        .Text<Redrive>("redriven", "False when nothing changed.")
        .Text<SweepBody>("sweeps", "Counts by the name of the sweep; a failed sweep is missing.");
}
