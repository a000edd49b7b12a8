using RenderStudio.Core;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Generations;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;

namespace RenderStudio.Functions.Generations;

/// <summary>
/// The response to a submit: 202 with links, or 200 with the generation when the request contains <c>Prefer: wait</c>
/// and the generation finishes in time.
/// </summary>
public sealed class SubmitResponse(
    WaitForGeneration wait, GetGeneration get, PublicLinks links, TimeProvider clock)
{
    /// <summary>Less than the 60 seconds after which common proxies end a request without a response.</summary>
    private const int MostSeconds = 50;

    /// <param name="since">Timestamp of the clock when the request was received. The wait begins there.</param>
    public async Task<IResult> ToAsync(
        HttpContext context, Result<SubmittedGeneration> submitted, long since, CancellationToken ct)
    {
        if (submitted.Failed(out var problem, out var generation))
            return problem.ToResponse();
        var self = links.Absolute($"/{ApiRoutes.Generations}/{generation.Id}").AbsoluteUri;
        context.Response.Headers.Location = self;
        if (PreferredWait(context.Request) is { } atMost)
        {
            context.Response.Headers["Preference-Applied"] = $"wait={atMost.TotalSeconds:0}";
            if (await wait.RunAsync(generation.Id, context.Caller(), atMost - clock.GetElapsedTime(since), ct))
            {
                return GenerationFunctions.Respond(
                    context, await get.RunAsync(generation.Id, context.Caller(), null, ct));
            }
        }

        return ReadableJson.ToResponse(
            SubmittedBody.Of(generation, self), GenerationJson.Default.SubmittedBody,
            statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>
    /// The time of <c>Prefer: wait=n</c> (https://www.rfc-editor.org/rfc/rfc7240), at most 50 seconds. Null when the
    /// preference is missing or malformed, because a server may ignore preferences.
    /// </summary>
    private static TimeSpan? PreferredWait(HttpRequest request)
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
