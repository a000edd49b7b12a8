using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Database;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Administration;

/// <summary>Reports and acts in the API document.</summary>
public static class ReportDocument
{
    public static Operation Report() => new("getReport", Tags.Operations, "Get numbers by day and model")
    {
        Description = AdminDocument.Role,
        Parameters =
        [
            Parameters.Query("from", "An instant or a day; 7 days before `to` if it is missing.", Field.Text()),
            Parameters.Query(
                "to",
                "An instant that is not included, or a day that is; today if it is missing. At most "
                + $"{ReadReport.MaxDays} days after `from`.",
                Field.Text()),
        ],
        Answers = [Answer.Json<UsageReport>(200, "The numbers.", AdminExamples.Report)],
        Problems = [ProblemCode.Forbidden, ProblemCode.ValidationFailed],
    };

    public static Operation Acts() => new("listActs", Tags.Operations, "List the acts of operators, newest first")
    {
        Description = AdminDocument.Role,
        Parameters =
        [
            Parameters.Query("act", "Only acts of this kind.", Field.Choice(ActKinds.All)),
            Parameters.Query(
                "target", "Only acts on this target: the id of a prediction or owner, a model, or `all`.",
                Field.Text()),
            Parameters.Cursor, Parameters.Limit,
        ],
        Answers = [Answer.Json<Page<AdminAct>>(200, "A page.", AdminExamples.Acts)],
        Problems = [ProblemCode.Forbidden, ProblemCode.ValidationFailed],
    };
}
