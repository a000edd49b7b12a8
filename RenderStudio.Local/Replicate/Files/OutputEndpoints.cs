using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Predictions;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Files;

/// <summary>Serves outputs without authentication, as replicate.delivery does.</summary>
internal static class OutputEndpoints
{
    public static void MapOutputs(this IEndpointRouteBuilder app) => app.MapGet("/files/out/{key}/{name}", ServeAsync);

    private static async Task<IResult> ServeAsync(
        HttpContext http, string key, string name, OutputFiles files, SettingsBook settings, SimulatorClock clock)
    {
        if (files.Find(key) is not { } stored)
            return Results.NotFound();
        var rules = settings.For(stored.Prediction.Prompt);
        if (rules.MissingOutputs.Contains(stored.Index))
            return Results.NotFound();
        if (stored.Prediction.Chance.Happens(rules.OutputErrorRate, rules.Seed,
            $"output {stored.Prediction.CountAnswer()}"))
            return Problems.Fault(500);
        if (rules.RedirectOutputs && !http.Request.Query.ContainsKey("redirected"))
            return Results.Redirect($"/files/out/{key}/{name}?redirected=1");
        if (rules.SlowOutputMs == 0)
            return Results.File(stored.Path, stored.ContentType);
        await ServeSlowlyAsync(http, stored, TimeSpan.FromMilliseconds(rules.SlowOutputMs), clock);
        return Results.Empty;
    }

    private static async Task ServeSlowlyAsync(HttpContext http, StoredOutput stored, TimeSpan duration,
        SimulatorClock clock)
    {
        var bytes = await File.ReadAllBytesAsync(stored.Path, http.RequestAborted);
        http.Response.ContentType = stored.ContentType;
        http.Response.ContentLength = bytes.Length;
        await DisturbedJson.WriteAsync(http.Response, bytes, duration, clock, http.RequestAborted);
    }
}
