using RenderStudio.Local.Children;

namespace RenderStudio.Local.FunctionsHost.Handlers;

/// <summary>Keeps one instance's handler running by the host's rules; <see cref="HandlerEnd"/> says which.</summary>
internal sealed partial class HandlerSupervisor(
    int number, int port, HandlerStart start, ReadinessProbe probe, Strikes strikes, HostEnding ending, ILogger log)
{
    private readonly Uri address = new($"http://127.0.0.1:{port}/");
    private volatile TaskCompletionSource<HandlerLife> ready = NotYet();
    private volatile HandlerLife? current;

    public HandlerInstance Snapshot => new(number, current?.Pid ?? 0, port);

    /// <summary>Completes once the handler answers. One that left with code 0 stays here, and refuses calls.</summary>
    public Task<HandlerLife> Ready => ready.Task;

    public bool IsReady => Ready.IsCompletedSuccessfully && current is { IsThere: true };

    /// <summary>Null before the first start.</summary>
    public HandlerLife? Current => current;

    public OutputTail Output { get; } = new();

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var end = await LiveAsync(ct);
            if (ct.IsCancellationRequested)
                return;
            LogEnd(log, number, end.What);
            if (end.Verdict == HandlerVerdict.LeftAlone)
                return;
            if (end.Verdict == HandlerVerdict.Strike && strikes.Add())
            {
                ending.Fail($"Instance {number} of the function app {end.What}: the third error in a row, "
                    + "after which the Functions host shuts itself down.", Output.Lines());
                return;
            }
        }
    }

    private static TaskCompletionSource<HandlerLife> NotYet() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<HandlerEnd> LiveAsync(CancellationToken ct)
    {
        try
        {
            await using var process = await start.RunAsync(port, Output);
            return await WatchAsync(process, ct);
        }
        catch (CannotStartException error)
        {
            return new(HandlerVerdict.Strike, $"could not be started ({error.Message.TrimEnd('.')})");
        }
    }

    private async Task<HandlerEnd> WatchAsync(HandlerProcess process, CancellationToken ct)
    {
        var life = new HandlerLife(process, address);
        current = life;
        try
        {
            var answered = await AnswersInTimeAsync(life, process, ct);
            if (!answered && !process.Exited.IsCompleted)
                return new(HandlerVerdict.Strike, $"did not answer GET / within {start.InitializationTimeout}");
            if (answered)
                ready.SetResult(life);
            var end = HandlerEnd.Of(life, await process.Exited.WaitAsync(ct), answered);
            if (end.Verdict != HandlerVerdict.LeftAlone && answered)
                ready = NotYet();
            return end;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new(HandlerVerdict.LeftAlone, "was stopped");
        }
    }

    /// <summary>False when the handler ended or its time is up. A frozen one has all the time it needs.</summary>
    private async Task<bool> AnswersInTimeAsync(HandlerLife life, HandlerProcess process, CancellationToken ct)
    {
        while (true)
        {
            using var budget = CancellationTokenSource.CreateLinkedTokenSource(ct);
            budget.CancelAfter(start.InitializationTimeout);
            var answering = probe.WaitAsync(life.Address, budget.Token);
            await Task.WhenAny(answering, process.Exited);
            if (answering.IsCompletedSuccessfully)
                return true;
            await budget.CancelAsync();
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            if (process.Exited.IsCompleted || !life.Frozen)
                return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Instance {Number} of the function app {What}")]
    private static partial void LogEnd(ILogger log, int number, string what);
}
