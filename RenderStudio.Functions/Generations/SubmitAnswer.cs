using RenderStudio.Core;
using RenderStudio.Core.Generations;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Generations;

/// <summary>
/// The answer to a submit: 202 with its links, or, where the caller prefers to wait and it ended in time, 200 with all.
/// </summary>
public sealed class SubmitAnswer(WaitForGeneration wait, GetGeneration get)
{
    private const int MostSeconds = 60;

    public async Task<IResult> ToAsync(
        HttpContext context, Result<SubmittedGeneration> submitted, string root, CancellationToken ct)
    {
        if (submitted.Failed(out var problem, out var generation))
            return problem.ToResponse();
        var self = $"{context.Request.Scheme}://{context.Request.Host}{root}/{generation.Id}";
        context.Response.Headers.Location = self;
        if (PreferredWait(context.Request) is { } atMost)
        {
            context.Response.Headers["Preference-Applied"] = $"wait={atMost.TotalSeconds:0}";
            if (await wait.RunAsync(generation.Id, context.Caller(), atMost, ct))
                return GenerationFunctions.Answer(context, await get.RunAsync(generation.Id, context.Caller(), null, ct));
        }

        return Results.Json(
            SubmittedBody.Of(generation, self), GenerationJson.Default.SubmittedBody,
            statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>
    /// <c>Prefer: wait=n</c> (https://www.rfc-editor.org/rfc/rfc7240); null without one or when it cannot be read, as
    /// preferences may be ignored.
    /// </summary>
    internal static TimeSpan? PreferredWait(HttpRequest request)
    {
        foreach (var part in request.Headers["Prefer"].ToString().Split(',', ';'))
        {
            if (part.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value]
                && name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(value.Trim('"'), out var seconds) && seconds > 0)
                return TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds));
        }

        return null;
    }
}
