namespace RenderStudio.Local.FunctionsHost.Functions;

/// <summary>A function that answers requests.</summary>
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

    /// <summary>With the route prefix.</summary>
    public string Route { get; }

    /// <summary>In upper case; empty means all.</summary>
    public IReadOnlyList<string> Methods { get; }

    public bool IsReserved => Reserved.Contains(Route.Split('/')[0], StringComparer.OrdinalIgnoreCase);

    public bool Overlaps(HttpFunction other) => Route.Equals(other.Route, StringComparison.OrdinalIgnoreCase)
        && (Methods.Count == 0 || other.Methods.Count == 0 || Methods.Intersect(other.Methods).Any());
}
