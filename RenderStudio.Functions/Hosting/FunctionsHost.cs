namespace RenderStudio.Functions.Hosting;

/// <summary>The process that starts this one and calls its functions.</summary>
public static class FunctionsHost
{
    public const string HowToStart = "no Functions host started this process: run 'func start' in this folder, or "
        + "'dotnet run --project RenderStudio.Local' in the repository; 'migrate' alone works without a host.";

    // The host passes its address as an argument. On a plan with placeholders it loads the app into a process of its
    // own instead, and names itself in the application's context.
    public static bool StartedThisProcess(string[] args) =>
        args.Contains("--functions-uri") || args.Contains("--host")
        || AppContext.GetData("AZURE_FUNCTIONS_NATIVE_HOST") is not null;
}
