namespace RenderStudio.Functions.Hosting;

/// <summary>Detects whether a Functions host started this process.</summary>
public static class FunctionsHost
{
    public const string HowToStart = "no Functions host started this process: run 'func start' in this folder, or "
        + "'dotnet run --project RenderStudio.Local' in the repository; only 'migrate' works without a host.";

    // The host passes its address as an argument. On hosting plans with placeholder processes the host loads the app
    // into such a process instead, and sets AZURE_FUNCTIONS_NATIVE_HOST in the application context.
    public static bool StartedThisProcess(string[] args) =>
        args.Contains("--functions-uri") || args.Contains("--host")
        || AppContext.GetData("AZURE_FUNCTIONS_NATIVE_HOST") is not null;
}
