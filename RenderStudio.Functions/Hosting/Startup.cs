using Microsoft.Extensions.Options;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Functions.Hosting;

/// <summary>Checks the configuration, then serves or migrates. Trouble is told in plain lines and exit code 1.</summary>
public static class Startup
{
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        await using var _ = app;
        if (ConfigurationTrouble(app.Services) is { Count: > 0 } trouble)
            return Refuse(trouble);
        try
        {
            if (args.Contains("migrate"))
                await Migration.RunAsync(app.Services);
            else
                await ServeAsync(app);
            return 0;
        }
        catch (Exception failure) when (failure is IOException or Npgsql.NpgsqlException or Azure.RequestFailedException
            or AggregateException)
        {
            return Refuse([FirstLine(failure)]);
        }
    }

    private static Task ServeAsync(WebApplication app)
    {
        Libvips.Start(LoaderPolicy.Photos);
        return app.RunAsync();
    }

    private static List<string> ConfigurationTrouble(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException one)
        {
            return Readable(one);
        }
        catch (AggregateException several)
        {
            return [.. several.InnerExceptions.SelectMany(inner =>
                inner is OptionsValidationException invalid ? Readable(invalid) : [inner.Message])];
        }
        catch (InvalidOperationException unreadable)
        {
            return [unreadable.Message];
        }
    }

    // "ConnectionString: The DatabaseOptions.ConnectionString field …" → "The Database:ConnectionString field …"
    private static List<string> Readable(OptionsValidationException invalid)
    {
        var type = invalid.OptionsType.Name;
        var section = type.Replace("Options", "");
        return [.. invalid.Failures.Select(failure => failure.Contains($"{type}.")
            ? failure[(failure.IndexOf(": ", StringComparison.Ordinal) + 2)..].Replace($"{type}.", $"{section}:")
            : failure)];
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
