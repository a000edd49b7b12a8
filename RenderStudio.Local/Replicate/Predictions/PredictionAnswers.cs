using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>Responses about a prediction, with the configured waits, faults, delays and truncations.</summary>
internal sealed class PredictionAnswers(SimulatedRunJson json, SimulatorClock clock, SimulatorAddress address)
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(10);

    public async Task<IResult> AfterCreateAsync(
        HttpContext http, SimulatedRun prediction, CreateHeaders headers, SimulatorSettings rules)
    {
        if (rules.WebhookBeforeCreateResponse)
            await Task.WhenAny(prediction.Deliveries.FirstAttempt,
                clock.DelayAsync(DeliveryTimeout, http.RequestAborted));
        if (prediction.Chance.Happens(rules.AcceptThenDropRate, rules.Seed, "accept then drop"))
        {
            http.Abort();
            return Results.Empty;
        }
        if (prediction.Chance.Happens(rules.AcceptThenErrorRate, rules.Seed, "accept then error"))
            return Problems.Fault(rules.CreateErrorStatus);

        http.Response.Headers.Location = $"{address.Origin}/v1/predictions/{prediction.Id}";
        if (headers.Wait is not { } wait)
            // The initial state, regardless of later progress.
            return Respond(prediction, new SimulatedRunState(), "create", 201);
        http.Response.Headers["Preference-Applied"] = headers.Preference;
        await WaitForEndAsync(prediction, wait, http.RequestAborted);
        return RespondAfterWait(prediction, rules);
    }

    /// <param name="call">Name of the call in the audit.</param>
    public IResult Respond(SimulatedRun prediction, string call) => Respond(prediction, prediction.State, call, 200);

    private async Task WaitForEndAsync(SimulatedRun prediction, TimeSpan wait, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(prediction.Finished, clock.DelayAsync(wait, enough.Token));
        await enough.CancelAsync();
    }

    private DisturbedJson RespondAfterWait(SimulatedRun prediction, SimulatorSettings rules)
    {
        var state = prediction.State;
        if (state.Status != SimulatedRunStatus.Succeeded)
            return Respond(prediction, state, "create", 201);
        var open = state with { Status = SimulatedRunStatus.Processing, CompletedAt = null };
        return rules.PreferWait switch
        {
            PreferOutcome.Terminal => Respond(prediction, state, "create", 201),
            PreferOutcome.Processing => Respond(prediction, open, "create", 201),
            PreferOutcome.Expired => Respond(prediction, open with { Output = null }, "create", 201),
            PreferOutcome.Accepted => Respond(prediction, open with { Output = null }, "create", 202),
        };
    }

    private DisturbedJson Respond(SimulatedRun prediction, SimulatedRunState state, string call, int status) =>
        new(json.Describe(prediction, state), status, prediction, call);
}

/// <summary>A JSON response with the configured delay, truncation and odd values.</summary>
internal sealed class DisturbedJson(JsonNode body, int status, SimulatedRun prediction, string call) : IResult
{
    private const int Pieces = 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var rules = httpContext.RequestServices.GetRequiredService<SettingsBook>().For(prediction.Prompt);
        var clock = httpContext.RequestServices.GetRequiredService<SimulatorClock>();
        var answer = prediction.CountAnswer();
        var bytes = OddValues.Write(body, prediction, rules, call, answer);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=UTF-8";
        response.ContentLength = bytes.Length;

        var truncated = prediction.Chance.Happens(rules.TruncatedJsonRate, rules.Seed, $"truncated {answer}");
        var sent = truncated ? bytes.AsMemory(0, bytes.Length / 2) : bytes;
        await WriteAsync(response, sent, TimeSpan.FromMilliseconds(rules.SlowBodyMs), clock,
            httpContext.RequestAborted);
        if (truncated)
            httpContext.Abort();
    }

    public static async Task WriteAsync(
        HttpResponse response, ReadOnlyMemory<byte> bytes, TimeSpan duration, SimulatorClock clock,
        CancellationToken ct)
    {
        var piece = duration > TimeSpan.Zero ? bytes.Length / Pieces + 1 : bytes.Length;
        for (var at = 0; at < bytes.Length; at += piece)
        {
            await response.Body.WriteAsync(bytes.Slice(at, Math.Min(piece, bytes.Length - at)), ct);
            await response.Body.FlushAsync(ct);
            await clock.DelayAsync(duration / Pieces, ct);
        }
    }
}
