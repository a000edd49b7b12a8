using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.Hosting;

/// <summary>All that is wrong with the configuration, in sentences that name the setting.</summary>
public static class ConfigurationTrouble
{
    /// <summary>Runs every options validator there is.</summary>
    public static IReadOnlyList<string> Of(IServiceProvider services)
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
}
