using Microsoft.Azure.Functions.Worker.Builder;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Validates the configuration, then serves or migrates. Errors that prevent the start are written to standard error,
/// one per line, and the exit code is 1.
/// </summary>
public static class Startup
{
    public static async Task<int> RunAsync(string[] args)
    {
        var migrates = args.Contains("migrate");
        if (!migrates && !FunctionsHost.StartedThisProcess(args))
            return Fail([FunctionsHost.HowToStart]);
        // Runs in parallel with building the host, because it takes a tenth of the start time.
        var imaging = Task.Run(() => migrates ? null : StartImaging());
        var builder = FunctionApp.CreateBuilder(args);
        if (migrates)
            UseLocalSettings(builder);
        using var host = builder.Build();
        if (ConfigurationErrors.Of(host.Services) is { Count: > 0 } errors)
            return Fail(errors);
        if (await imaging is { } imagingError)
            return Fail([imagingError]);
        return await RunAsync(host, migrates);
    }

    // The Functions host does both before it starts the app.
    private static void UseLocalSettings(FunctionsApplicationBuilder builder)
    {
        builder.Configuration.AddLocalSettings(AppContext.BaseDirectory);
        if (builder.Configuration["AZURE_FUNCTIONS_ENVIRONMENT"] is { } environment)
            builder.Environment.EnvironmentName = environment;
    }

    private static async Task<int> RunAsync(IHost host, bool migrates)
    {
        try
        {
            if (!migrates)
                return await ServeAsync(host);
            await Migration.RunAsync(host.Services);
            return 0;
        }
        catch (Exception failure) when (failure is IOException or Npgsql.NpgsqlException or Azure.RequestFailedException
            or AggregateException)
        {
            return Fail([FirstLine(failure)]);
        }
    }

    /// <returns>
    /// 1 when a background service failed and stopped the process; the Functions host then restarts it.
    /// </returns>
    private static async Task<int> ServeAsync(IHost host)
    {
        var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await host.RunAsync();
        return services.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
    }

    /// <summary>Starts libvips. Returns null on success, otherwise the error.</summary>
    private static string? StartImaging()
    {
        try
        {
            Libvips.Start(LoaderPolicy.Photos);
            return null;
        }
        catch (Exception failure) when (failure is TypeLoadException or BadImageFormatException
            or InvalidOperationException)
        {
            return $"libvips is not usable: {FirstLine(failure)}";
        }
    }

    private static int Fail(IEnumerable<string> errors)
    {
        foreach (var error in errors)
            Console.Error.WriteLine($"Cannot start: {error}");
        return 1;
    }

    private static string FirstLine(Exception failure) =>
        (failure is AggregateException { InnerException: { } inner } ? inner : failure).Message.Split('\n')[0].Trim();
}
