using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace RenderStudio.Tests.Infra;

/// <summary>The functions of the app by their trigger.</summary>
internal static class FunctionNames
{
    public static IReadOnlyList<string> OfQueues { get; } = [.. WithTrigger<QueueTriggerAttribute>()];

    public static IReadOnlyList<string> OfTimers { get; } = [.. WithTrigger<TimerTriggerAttribute>()];

    public static IReadOnlyList<string> All { get; } =
        [.. OfQueues, .. OfTimers, .. WithTrigger<HttpTriggerAttribute>()];

    private static IEnumerable<string> WithTrigger<T>() where T : Attribute =>
        from type in typeof(RenderStudio.Functions.Program).Assembly.GetTypes()
        from method in type.GetMethods()
        where method.GetParameters().Any(parameter => parameter.GetCustomAttribute<T>() is not null)
        select method.GetCustomAttribute<FunctionAttribute>()!.Name;
}
