using Azure.Storage.Queues.Models;
using Microsoft.Azure.WebJobs;
using RenderStudio.Local.FunctionsHost.Functions;
using RenderStudio.Local.FunctionsHost.Invocations;

namespace RenderStudio.Local.FunctionsHost.Triggers;

/// <summary>Runs a function of the app in the worker when a listener calls its method.</summary>
public sealed class TriggerForwarder
{
    private readonly Dictionary<string, Function> functions;
    private readonly FunctionInvoker invoker;

    internal TriggerForwarder(FunctionIndex index, FunctionInvoker invoker)
    {
        functions = index.Functions.ToDictionary(function => function.Name);
        this.invoker = invoker;
    }

    internal Task RunQueueAsync(string name, QueueMessage message, CancellationToken ct) =>
        invoker.RunAsync(functions[name], QueueInvocation.Create(functions[name], message), ct);

    internal Task RunTimerAsync(string name, TimerInfo timer, CancellationToken ct) =>
        invoker.RunAsync(functions[name], TimerCalls.Request(functions[name], timer), ct);
}
