using Newtonsoft.Json.Linq;
using RenderStudio.Local.FunctionsHost.Apps;
using RenderStudio.Local.FunctionsHost.Handlers;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Timers;

/// <summary>One run of a timer, in whichever instance holds the timers.</summary>
internal sealed class TimerCall(HandlerPool pool, TriggerCall call)
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
        await call.RunAsync(handler, function.Name, new TriggerPayload(function.Trigger.BindingName, value), ct);
    }
}
