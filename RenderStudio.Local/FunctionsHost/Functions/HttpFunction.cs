namespace RenderStudio.Local.FunctionsHost.Functions;

/// <summary>A function with an HTTP trigger.</summary>
internal sealed class HttpFunction
{
    private static readonly string[] Reserved = ["admin", "runtime"];

    public HttpFunction(Function function, string routePrefix)
    {
        Function = function;
        var route = (function.Trigger.Text("route") is { Length: > 0 } text ? text : function.Name).Trim('/');
        Route = routePrefix.Length == 0 ? route : $"{routePrefix}/{route}";
        Methods = [.. function.Trigger.List("methods").Select(method => method.ToUpperInvariant())];
    }

    public Function Function { get; }

    /// <summary>The route including the route prefix.</summary>
    public string Route { get; }

    /// <summary>The methods in upper case; empty means all methods.</summary>
    public IReadOnlyList<string> Methods { get; }

    public bool IsReserved => Reserved.Contains(Route.Split('/')[0], StringComparer.OrdinalIgnoreCase);

    public bool Overlaps(HttpFunction other) => Route.Equals(other.Route, StringComparison.OrdinalIgnoreCase)
        && (Methods.Count == 0 || other.Methods.Count == 0 || Methods.Intersect(other.Methods).Any());
}
