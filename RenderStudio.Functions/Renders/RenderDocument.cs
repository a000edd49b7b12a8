using Microsoft.OpenApi;
using RenderStudio.Core;
using RenderStudio.Core.Database;
using RenderStudio.Core.Renders;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Reference;

namespace RenderStudio.Functions.Renders;

/// <summary>The endpoints of renders in the API document.</summary>
public static class RenderDocument
{
    public static Operation List() => new("listRenders", Tags.Renders, "List renders, newest first")
    {
        Parameters =
        [
            Parameters.Query("mode", "Only renders of this mode.", Field.Choice(Vocabulary.Modes)),
            Parameters.Query("roomType", "Only this room type, an id from the catalog.", Field.Text()),
            Parameters.Query("style", "Only this style, an id from the catalog.", Field.Text()),
            Parameters.Query("q",
                "Only renders whose title or prompt contain all these words. A blank text does not filter; any other "
                + "text without a word, such as `--`, finds nothing.",
                Field.Text(maxLength: QueryFields.MaxWords)),
            Parameters.Query("from", "Created at this time or later: a day, or an instant in ISO 8601.", Field.Text()),
            Parameters.Query("to", "Created before this instant, or on this day or earlier.", Field.Text()),
            Parameters.Query("deleted", "`true` lists the deleted renders that can be restored.", Field.Flag()),
            Parameters.Query("isPublic", "Only public, or only private renders.", Field.Flag()),
            Parameters.Query("favorite", "Only favorites, or only others.", Field.Flag()),
            Parameters.Cursor, Parameters.Limit,
        ],
        Answers = [Answer.Json<Page<RenderSummary>>(200, "A page.", RenderExamples.Page)],
        Problems = [ProblemCode.ValidationFailed],
    };

    public static Operation Get() => new("getRender", Tags.Renders, "Get a render")
    {
        Description = "Contains all sizes of all variants, and the request that produced them.",
        Answers = [Render],
        Problems = [ProblemCode.NotFound],
    };

    public static Operation Change() => new("changeRender", Tags.Renders, "Change title, favorite flag or cover")
    {
        Description = "A missing field keeps its value.",
        Bodies =
        [
            Content.Json(
                Field.Record(
                    [],
                    ("title", Field.Text($"At most {ChangeRender.MaxTitle} characters. Null removes it.").OrNull()),
                    ("favorite", Field.Flag().OrNull()),
                    ("coverIndex", Field.Whole(0, int.MaxValue, "Index of the variant that lists show.").OrNull())),
                """{"title":"Reading corner","favorite":true}"""),
        ],
        Answers = [Render],
        Problems = [ProblemCode.NotFound, .. OperationProblems.JsonBody],
    };

    public static Operation Delete() => new("deleteRender", Tags.Renders, "Delete a render")
    {
        Description = "Its public addresses stop working at once. It can be restored for some days.",
        Answers = [new(204, "The render is deleted.")],
        Problems = [ProblemCode.NotFound, ProblemCode.GenerationInFlight],
    };

    public static Operation Restore() => new("restoreRender", Tags.Renders, "Restore a deleted render")
    {
        Description = "The files of the render count again: if the plan has no room for them, it stays deleted.",
        Answers = [Render],
        Problems = [ProblemCode.NotFound, ProblemCode.StorageQuotaExceeded],
    };

    public static Operation Publish() => new("changeRenderVisibility", Tags.Renders, "Publish or hide a render")
    {
        Bodies =
        [
            Content.Json(
                Field.Record(["isPublic"], ("isPublic", Field.Flag("Whether everyone can read its pictures."))),
                """{"isPublic":true}"""),
        ],
        Answers = [Render],
        Problems = [ProblemCode.NotFound, ProblemCode.GenerationInFlight, .. OperationProblems.JsonBody],
    };

    public static Operation Bulk() => new("changeRenders", Tags.Renders, "Change many renders")
    {
        Description = "Each render is changed by itself; the response tells which changes failed.",
        Bodies =
        [
            Content.Json(
                Field.Record(
                    ["action", "ids"],
                    ("action", Field.Choice(BulkRenders.Actions)), ("ids", Field.Ids(BulkRenders.MaxRenders))),
                """{"action":"favorite","ids":["0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40"]}"""),
        ],
        Answers = [Answer.Json<BulkResult>(200, "A result per render, in the order of the ids.", RenderExamples.Bulk)],
        Problems = OperationProblems.JsonBody,
    };

    public static Operation Zip() => new("zipRenders", Tags.Renders, "Download renders in one ZIP")
    {
        Bodies =
        [
            Content.Json(
                Field.Record(["ids"], ("ids", Field.Ids(ZipRenders.MaxRenders))),
                """{"ids":["0199d3a0-71c4-7f0e-8a3b-5d2c9e6f1b40"]}"""),
        ],
        Answers =
        [
            new(200, "The archive with the variants in full size.")
            {
                Contents = [Content.File("application/zip")],
                Headers = new Dictionary<string, OpenApiHeader>
                {
                    ["Content-Disposition"] =
                        Headers.Of("The file name.", "attachment; filename=renders-2026-11-21.zip"),
                },
            },
        ],
        Problems = [ProblemCode.NotFound, .. OperationProblems.JsonBody],
    };

    private static Answer Render => Answer.Json<RenderView>(200, "The render.", RenderExamples.Render);
}
