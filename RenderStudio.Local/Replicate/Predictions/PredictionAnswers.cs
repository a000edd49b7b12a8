using System.Text.Json.Nodes;
using RenderStudio.Local.Replicate.Access;
using RenderStudio.Local.Replicate.Settings;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>How a prediction is told to the caller: waited for, disturbed, slowed down, cut off.</summary>
internal sealed class PredictionAnswers(PredictionJson json, SimulatorClock clock, SimulatorAddress address)
{
    private static readonly TimeSpan PatienceForDelivery = TimeSpan.FromSeconds(10);

    public async Task<IResult> AfterCreateAsync(
        HttpContext http, Prediction prediction, CreateHeaders headers, SimulatorSettings rules)
    {
        if (rules.WebhookBeforeCreateResponse)
            await Task.WhenAny(prediction.Deliveries.FirstAttempt,
                clock.DelayAsync(PatienceForDelivery, http.RequestAborted));
        if (prediction.Chance.Happens(rules.AcceptThenDropRate, rules.Seed, "accept then drop"))
        {
            http.Abort();
            return Results.Empty;
        }
        if (prediction.Chance.Happens(rules.AcceptThenErrorRate, rules.Seed, "accept then error"))
            return Problems.Fault(rules.CreateErrorStatus);

        http.Response.Headers.Location = $"{address.Origin}/v1/predictions/{prediction.Id}";
        if (headers.Wait is not { } wait)
            // As it was accepted, however far it has come since.
            return Tell(prediction, new PredictionState(), "create", 201);
        http.Response.Headers["Preference-Applied"] = headers.Preference;
        await WaitForEndAsync(prediction, wait, http.RequestAborted);
        return TellAfterWait(prediction, rules);
    }

    /// <param name="call">The call that is answered, as the audit names it.</param>
    public IResult Tell(Prediction prediction, string call) => Tell(prediction, prediction.State, call, 200);

    private async Task WaitForEndAsync(Prediction prediction, TimeSpan wait, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(prediction.Finished, clock.DelayAsync(wait, enough.Token));
        await enough.CancelAsync();
    }

    private DisturbedJson TellAfterWait(Prediction prediction, SimulatorSettings rules)
    {
        var state = prediction.State;
        if (state.Status != PredictionStatus.Succeeded)
            return Tell(prediction, state, "create", 201);
        var open = state with { Status = PredictionStatus.Processing, CompletedAt = null };
        return rules.PreferWait switch
        {
            PreferOutcome.Terminal => Tell(prediction, state, "create", 201),
            PreferOutcome.Processing => Tell(prediction, open, "create", 201),
            PreferOutcome.Expired => Tell(prediction, open with { Output = null }, "create", 201),
            PreferOutcome.Accepted => Tell(prediction, open with { Output = null }, "create", 202),
        };
    }

    private DisturbedJson Tell(Prediction prediction, PredictionState state, string call, int status) =>
        new(json.Describe(prediction, state), status, prediction, call);
}

/// <summary>JSON that arrives as slowly, as incompletely, or as oddly as the settings say.</summary>
internal sealed class DisturbedJson(JsonNode body, int status, Prediction prediction, string call) : IResult
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
