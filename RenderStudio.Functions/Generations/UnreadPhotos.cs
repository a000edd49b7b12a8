using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Generations;

/// <summary>Judges a submit's form when its first file begins, by the fields that came before.</summary>
public sealed class UnreadPhotos(RefuseUnread refuse)
{
    private static readonly string[] Photos = ["input1", "input2"];

    public async Task<Problem?> JudgeAsync(HttpContext context, RequestFields fields, string file)
    {
        if (fields.Errors.ToProblem() is not null
            || IdempotencyHeader.Read(context.Request, fingerprint: "").Failed(out _, out var header))
            return null; // told when all is read
        SubmitRequest[] readings =
        [
            SubmitReader.Request(fields.WithEmptyFiles(file)),
            SubmitReader.Request(fields.WithEmptyFiles(Photos)),
        ];
        return await refuse.RunAsync(readings, context.Caller(), header.Key, context.RequestAborted);
    }
}
