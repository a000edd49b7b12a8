using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Generations;

/// <summary>Checks the fields of a submit's form that precede a file, before the file is read.</summary>
public sealed class SubmitPrecheck(PrecheckSubmit precheck)
{
    private static readonly string[] Photos = ["input1", "input2"];

    /// <returns>Null to continue reading.</returns>
    public async Task<Problem?> RunAsync(HttpContext context, RequestFields fields, string file)
    {
        if (fields.Errors.ToProblem() is not null
            || IdempotencyHeader.Read(context.Request, ApiRoutes.Generations, fingerprint: "").Failed(
                out _, out var header))
            return null; // These errors are reported after the whole body is read.
        SubmitRequest[] candidates =
        [
            SubmitReader.Request(fields.WithEmptyFiles(file)),
            SubmitReader.Request(fields.WithEmptyFiles(Photos)),
        ];
        return await precheck.RunAsync(candidates, context.Caller(), header.Key, context.RequestAborted);
    }
}
