namespace RenderStudio.Local.FunctionsHost.Apps;

/// <summary>A published app that the host accepts.</summary>
internal sealed record FunctionApp(
    string Folder, HostJson Host, AppSettings Settings, IReadOnlyList<AppFunction> Functions)
{
    public IEnumerable<AppFunction<TTrigger>> With<TTrigger>() where TTrigger : ITrigger =>
        from function in Functions
        where function.Trigger is TTrigger
        select new AppFunction<TTrigger>(function.Name, (TTrigger)function.Trigger);
}

internal sealed record AppFunction(string Name, ITrigger Trigger);

internal sealed record AppFunction<TTrigger>(string Name, TTrigger Trigger);
