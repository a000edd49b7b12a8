using RenderStudio.Local.FunctionsHost.Protocol;

namespace RenderStudio.Local.FunctionsHost.Functions;

/// <summary>A function as the worker reports it.</summary>
internal sealed class Function(RpcFunctionMetadata metadata, Binding trigger)
{
    public string Id => metadata.FunctionId;

    public string Name => metadata.Name;

    public RpcFunctionMetadata Metadata => metadata;

    public Binding Trigger => trigger;

    /// <summary>
    /// Null for a working function. A function in error fails each invocation and has no listener.
    /// </summary>
    public string? Error { get; private set; }

    public static Function From(RpcFunctionMetadata metadata)
    {
        Binding[] bindings = [.. metadata.RawBindings.Select(json => new Binding(json))];
        var function = new Function(
            metadata, bindings.FirstOrDefault(binding => binding.IsTrigger) ?? new Binding("{}"));
        if (bindings.Count(binding => binding.IsTrigger) != 1)
            function.SetError("A function has exactly one trigger.");
        else if (metadata.Status is { Status: not StatusResult.Types.Status.Success } failure)
            function.SetError(failure.Exception?.Message ?? failure.Result);
        return function;
    }

    public void SetError(string reason) => Error ??= reason;
}
