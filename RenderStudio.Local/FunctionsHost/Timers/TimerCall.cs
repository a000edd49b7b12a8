using Newtonsoft.Json.Linq;
using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Timers;

/// <summary>One run of a timer, in whichever instance holds the timers.</summary>
internal sealed class TimerCall(HandlerPool pool, TriggerCall call, TimeSpan timerLock)
{
    public async Task RunAsync(
        AppFunction<TimerTrigger> function, TimerStatus? status, bool pastDue, CancellationToken ct)
    {
        var value = new JObject
        {
            ["Schedule"] = new JObject { ["AdjustForDST"] = function.Trigger.Schedule.AdjustsForDst },
            ["ScheduleStatus"] = status is null ? null : JObject.FromObject(status),
            ["IsPastDue"] = pastDue,
        };
        var handler = await pool.SteadyAsync(ct);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var run = call.RunAsync(
            handler, function.Name, new TriggerPayload(function.Trigger.BindingName, value), ct);
        var superseded = pool.SupersededAsync(handler, timerLock, done.Token);
        var left = await Task.WhenAny(run, superseded) == superseded;
        await done.CancelAsync();
        if (left && !ct.IsCancellationRequested)
            throw new InvocationFailedException($"{function.Name} was left behind in a frozen instance.");
        await run;
    }
}
