using RenderStudio.Core.Imaging;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Checks the configuration, then serves or migrates. What prevents the start is written to standard error, one line
/// each, and the exit code is 1.
/// </summary>
public static class Startup
{
    public static async Task<int> RunAsync(string[] args)
    {
        var migrates = args.Contains("migrate");
        if (!migrates && !FunctionsHost.StartedThisProcess(args))
            return Refuse([FunctionsHost.HowToStart]);
        // On another core while the host is built; it is a tenth of the start.
        var imaging = Task.Run(() => migrates ? null : Imaging());
        var builder = FunctionApp.CreateBuilder(args);
        if (migrates)
            builder.Configuration.AddLocalSettings(AppContext.BaseDirectory);
        using var host = builder.Build();
        if (ConfigurationErrors.Of(host.Services) is { Count: > 0 } trouble)
            return Refuse(trouble);
        if (await imaging is { } lack)
            return Refuse([lack]);
        return await RunAsync(host, migrates);
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
            return Refuse([FirstLine(failure)]);
        }
    }

    /// <returns>1 when a background service failed and stopped the process, which the host then starts again.</returns>
    private static async Task<int> ServeAsync(IHost host)
    {
        var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await host.RunAsync();
        return services.Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
    }

    /// <summary>Starts libvips; null when it runs as it must.</summary>
    private static string? Imaging()
    {
        try
        {
            Libvips.Start(LoaderPolicy.Photos);
            return null;
        }
        catch (Exception failure) when (failure is TypeLoadException or BadImageFormatException
            or InvalidOperationException)
        {
            return $"libvips cannot be used: {FirstLine(failure)}";
        }
    }

    private static int Refuse(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Console.Error.WriteLine($"Cannot start: {line}");
        return 1;
    }

    private static string FirstLine(Exception failure) =>
        (failure is AggregateException { InnerException: { } inner } ? inner : failure).Message.Split('\n')[0].Trim();
}
