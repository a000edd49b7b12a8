using RenderStudio.Core.Imaging;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Checks the configuration, then serves or migrates. Trouble is told in plain lines and exit code 1.
/// </summary>
public static class Startup
{
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        await using var _ = app;
        if (ConfigurationTrouble.Of(app.Services) is { Count: > 0 } trouble)
            return Refuse(trouble);
        var migrates = args.Contains("migrate");
        if (!migrates && Imaging() is { } lack)
            return Refuse([lack]);
        try
        {
            if (migrates)
                await Migration.RunAsync(app.Services);
            else
                await app.RunAsync();
            return 0;
        }
        catch (Exception failure) when (failure is IOException or Npgsql.NpgsqlException or Azure.RequestFailedException
            or AggregateException)
        {
            return Refuse([FirstLine(failure)]);
        }
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
