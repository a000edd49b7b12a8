namespace RenderStudio.Local.FunctionsHost;

/// <param name="App">Folder of the published app.</param>
/// <param name="Port">Port on 127.0.0.1.</param>
/// <param name="Instance">
/// Number of the instance, from 1. It only distinguishes the processes of one app and has no other effect.
/// </param>
internal sealed record HostArguments(string App, int Port, int Instance)
{
    /// <returns>Null for an incomplete or unknown command line.</returns>
    public static HostArguments? Parse(string[] args)
    {
        HostArguments? parsed = args.Length % 2 == 0 ? new("", 0, 1) : null;
        for (var i = 0; i < args.Length && parsed is not null; i += 2)
            parsed = parsed.With(args[i], args[i + 1]);
        return parsed is { App.Length: > 0, Port: > 0 } ? parsed : null;
    }

    private HostArguments? With(string name, string value) => name switch
    {
        "--app" => this with { App = value },
        "--port" when int.TryParse(value, out var port) && port is > 0 and <= 65535 => this with { Port = port },
        "--instance" when int.TryParse(value, out var number) && number > 0 => this with { Instance = number },
        _ => null,
    };
}
