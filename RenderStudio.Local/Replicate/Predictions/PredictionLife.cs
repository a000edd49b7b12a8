using RenderStudio.Local.Replicate.Files;
using RenderStudio.Local.Replicate.Pictures;
using RenderStudio.Local.Replicate.Settings;
using RenderStudio.Local.Replicate.Webhooks;

namespace RenderStudio.Local.Replicate.Predictions;

/// <summary>Runs a prediction: starting → processing → a final status, with its webhooks.</summary>
internal sealed partial class PredictionLife(
    SettingsBook settings, SimulatorClock clock, WebhookSender webhooks, Painter painter, OutputFiles outputs,
    ILogger<PredictionLife> logger) : IDisposable
{
    private static readonly TimeSpan ProgressTick = TimeSpan.FromMilliseconds(550);
    private readonly CancellationTokenSource closing = new();

    public void Begin(SimulatedRun prediction)
    {
        _ = Task.Run(() => RunAsync(prediction));
        if (prediction.Deadline is { } deadline)
            _ = Task.Run(() => ExpireAsync(prediction, deadline));
    }

    /// <summary>No effect on a prediction that has ended.</summary>
    public void Cancel(SimulatedRun prediction)
    {
        if (End(prediction, s => s with { Status = SimulatedRunStatus.Canceled }))
            prediction.NoteCancel(clock.Now);
    }

    private async Task RunAsync(SimulatedRun prediction)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(prediction.Stopped, closing.Token);
        try
        {
            if (await StartAsync(prediction, stop.Token))
                await PredictAsync(prediction, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (ModelFailedException e)
        {
            Fail(prediction, e.Message);
        }
        catch (Exception e)
        {
            LogFailed(e, prediction.Id);
            Fail(prediction, $"Director: unexpected error handling prediction (E1000): {e.Message}");
        }
    }

    private async Task<bool> StartAsync(SimulatedRun prediction, CancellationToken ct)
    {
        var rules = settings.For(prediction.Prompt);
        await clock.DelayUntilAsync(prediction.CreatedAt.AddMilliseconds(rules.ColdBootMs), ct);
        if (rules.FailBeforeStart && FailsByRate(prediction, rules))
            throw new ModelFailedException(rules.ErrorText);
        var seed = Painter.SeedOf(prediction, rules);
        SimulatedRunState Started(SimulatedRunState s) => s with
        {
            Status = SimulatedRunStatus.Processing,
            StartedAt = clock.Now,
            Logs = $"Using seed: {seed}\n",
        };
        if (prediction.Move(Started) is not { } started)
            return false;
        var shown = rules.WebhookStartShowsStarting ? new SimulatedRunState { Logs = started.Logs } : started;
        webhooks.Post(prediction, WebhookEvent.Start, shown);
        webhooks.Post(prediction, WebhookEvent.Logs, started);
        return true;
    }

    private async Task PredictAsync(SimulatedRun prediction, CancellationToken ct)
    {
        var rules = settings.For(prediction.Prompt);
        var painting = painter.PaintAsync(prediction, rules, ct);
        await TakeTimeAsync(prediction, rules, ct);
        var pictures = await painting;
        if (FailsByRate(prediction, rules))
            throw new ModelFailedException(rules.ErrorText);
        var safe = SimulatedModeration.Keep(prediction, pictures, rules, out var remarks);
        var files = rules.EmptyOutput ? null : await outputs.StoreAsync(prediction, safe, rules, ct);
        if (prediction.Move(s => s with { Output = files, Logs = s.Logs + remarks }) is not { } produced)
            return;
        webhooks.Post(prediction, WebhookEvent.Output, produced);
        End(prediction, s => s with { Status = SimulatedRunStatus.Succeeded });
    }

    private async Task TakeTimeAsync(SimulatedRun prediction, SimulatorSettings rules, CancellationToken ct)
    {
        var started = prediction.State.StartedAt!.Value;
        var due = started.AddMilliseconds(rules.PredictMs);
        var limit = started.AddSeconds(rules.RunTimeoutSeconds);
        for (var tick = started + ProgressTick; tick < due && tick < limit; tick += ProgressTick)
        {
            await clock.DelayUntilAsync(tick, ct);
            var line = Progress((tick - started) / (due - started));
            if (prediction.Move(s => s with { Logs = s.Logs + line }) is { } state)
                webhooks.Post(prediction, WebhookEvent.Logs, state);
        }
        await clock.DelayUntilAsync(due < limit ? due : limit, ct);
        if (limit < due)
            throw new ModelFailedException("Prediction timed out");
    }

    private async Task ExpireAsync(SimulatedRun prediction, DateTimeOffset deadline)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(prediction.Stopped, closing.Token);
        try
        {
            await clock.DelayUntilAsync(deadline, stop.Token);
            End(prediction, s => s with
            {
                Status = s.Status == SimulatedRunStatus.Starting ? SimulatedRunStatus.Aborted : SimulatedRunStatus.Canceled,
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private void Fail(SimulatedRun prediction, string error) =>
        End(prediction, s => s with { Status = SimulatedRunStatus.Failed, Error = error, Output = null });

    private bool End(SimulatedRun prediction, Func<SimulatedRunState, SimulatedRunState> change)
    {
        if (prediction.Move(s => change(s) with { CompletedAt = clock.Now }) is not { } ended)
            return false;
        webhooks.Post(prediction, WebhookEvent.Completed, ended);
        LogEnded(prediction.Id, prediction.Model.FullName, ended.Status, ended.Error);
        return true;
    }

    private static bool FailsByRate(SimulatedRun prediction, SimulatorSettings rules) =>
        prediction.Chance.Happens(rules.FailRate, rules.Seed, "fail");

    /// <summary>A progress line in the logs, which clients parse.</summary>
    private static string Progress(double share)
    {
        var done = (int)(share * 10);
        return $"{(int)(share * 100),3}%|{new string('█', done)}{new string(' ', 10 - done)}| {(int)(share * 50)}/50\n";
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    [LoggerMessage(LogLevel.Debug, "Prediction {PredictionId} of {Model} ended: {Status} {Error}")]
    private partial void LogEnded(string predictionId, string model, SimulatedRunStatus status, string? error);

    [LoggerMessage(LogLevel.Error, "Prediction {PredictionId} failed with an unexpected error in the simulator")]
    private partial void LogFailed(Exception exception, string predictionId);
}
