using System.Net.Http.Headers;
using RenderStudio.Core;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Generations;
using RenderStudio.Functions.Hosting;
using RenderStudio.Functions.Identity;
using RenderStudio.Functions.Limits;

namespace RenderStudio.Functions.Generations;

/// <summary>
/// The response to a submit: 202 with links, or 200 with the generation when the request contains <c>Prefer: wait</c>
/// and the generation finishes in time. The request does not wait while the owner has too many open streams and waits.
/// </summary>
public sealed class SubmitResponse(
    WaitForGeneration wait, GetGeneration get, RequestLimits limits, PublicLinks links, TimeProvider clock)
{
    /// <summary>Less than the 60 seconds after which common proxies end a request without a response.</summary>
    public const int MaxWaitSeconds = 50;

    /// <param name="since">Timestamp of the clock when the request was received. The wait begins there.</param>
    public async Task<IResult> ToAsync(
        HttpContext context, Result<SubmittedGeneration> submitted, long since, CancellationToken ct)
    {
        if (submitted.Failed(out var problem, out var generation))
            return problem.ToResponse();
        var self = links.Absolute($"/{ApiRoutes.Generations}/{generation.Id}").AbsoluteUri;
        context.Response.Headers.Location = self;
        if (PreferredWait(context.Request) is { } atMost
            && limits.TryOpenStream(context.Caller().OwnerId) is { } open)
        {
            using var waiting = open;
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
    /// The time of <c>Prefer: wait=n</c> (https://www.rfc-editor.org/rfc/rfc7240), at most
    /// <see cref="MaxWaitSeconds"/>. Null when the preference is missing or malformed, because a server ignores
    /// preferences that it cannot apply. Of a repeated preference the first one counts.
    /// </summary>
    private static TimeSpan? PreferredWait(HttpRequest request)
    {
        foreach (var text in request.Headers.GetCommaSeparatedValues("Prefer"))
        {
            if (NameValueWithParametersHeaderValue.TryParse(text, out var preference)
                && preference.Name.Equals("wait", StringComparison.OrdinalIgnoreCase))
                return Wait(preference.Value?.Trim('"'));
        }

        return null;
    }

    private static TimeSpan? Wait(string? digits)
    {
        if (string.IsNullOrEmpty(digits) || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return null;
        return TimeSpan.FromSeconds(
            int.TryParse(digits, out var seconds) ? Math.Min(seconds, MaxWaitSeconds) : MaxWaitSeconds);
    }
}
