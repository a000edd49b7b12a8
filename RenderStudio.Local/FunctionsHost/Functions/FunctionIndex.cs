namespace RenderStudio.Local.FunctionsHost.Functions;

/// <summary>
/// All functions of the app. A function that the real host sets to an error at its start is not served.
/// </summary>
internal sealed partial class FunctionIndex
{
    private FunctionIndex(IReadOnlyList<Function> functions, string routePrefix)
    {
        Functions = functions;
        Http = [.. ServedRoutes(functions, routePrefix)];
        Queues = Working("queueTrigger");
        Timers = Working("timerTrigger");
    }

    public IReadOnlyList<Function> Functions { get; }

    public IReadOnlyList<HttpFunction> Http { get; }

    public IReadOnlyList<Function> Queues { get; }

    public IReadOnlyList<Function> Timers { get; }

    public static FunctionIndex Of(IReadOnlyList<Function> functions, string routePrefix, ILogger log)
    {
        foreach (var function in functions.Where(function => !IsKnown(function)))
            function.SetError($"This host has no listener for a trigger of type '{function.Trigger.Type}'.");
        var index = new FunctionIndex(functions, routePrefix);
        foreach (var function in functions.Where(function => function.Error is not null))
            LogError(log, function.Name, function.Error!);
        return index;
    }

    private static bool IsKnown(Function function) => function.Trigger.Is("httpTrigger")
        || function.Trigger.Is("queueTrigger") || function.Trigger.Is("timerTrigger");

    private static List<HttpFunction> ServedRoutes(IReadOnlyList<Function> functions, string routePrefix)
    {
        var served = new List<HttpFunction>();
        foreach (var function in Working(functions, "httpTrigger").Select(each => new HttpFunction(each, routePrefix)))
        {
            if (served.Find(function.Overlaps) is { } other)
                function.Function.SetError($"Its route '{function.Route}' is the route of {other.Function.Name}.");
            else if (function.IsReserved)
                function.Function.SetError($"Its route '{function.Route}' begins with a reserved segment of the host.");
            else
                served.Add(function);
        }
        return served;
    }

    private static IEnumerable<Function> Working(IEnumerable<Function> functions, string trigger) =>
        functions.Where(function => function.Error is null && function.Trigger.Is(trigger));

    private List<Function> Working(string trigger) => [.. Working(Functions, trigger)];

    [LoggerMessage(LogLevel.Error, "The function {Function} is in error: {Reason}")]
    private static partial void LogError(ILogger log, string function, string reason);
}
