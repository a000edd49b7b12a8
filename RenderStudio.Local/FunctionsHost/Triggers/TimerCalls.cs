using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Newtonsoft.Json;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Invocations;
using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>Runs timer functions. A manual run can overlap a scheduled run.</summary>
internal sealed class TimerCalls(FunctionInvoker invoker)
{
    public static InvocationRequest Request(Function function, object timer)
    {
        var request = FunctionInvoker.Request(function);
        request.InputData.Add(new ParameterBinding
        {
            Name = function.Trigger.Name,
            Data = new TypedData { Json = JsonConvert.SerializeObject(timer) },
        });
        return request;
    }

    public Task RunNowAsync(Function function, CancellationToken ct) => invoker.RunAsync(
        function, Request(function, new TimerInfo(new ConstantSchedule(TimeSpan.FromDays(1)), null)), ct);
}
