using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.Hosting;

/// <summary>Collects all configuration errors, as sentences that name the setting.</summary>
public static class ConfigurationErrors
{
    /// <summary>
    /// Runs all registered options validators. Returns an empty list when the configuration is valid.
    /// </summary>
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

    private static List<string> Readable(OptionsValidationException invalid) =>
        [.. invalid.Failures.Select(failure => Readable(failure, invalid.OptionsType))];

    // "Free: … field PlansOptions.Free.MaxVariants …" → "… field Plans:Free:MaxVariants …". Each options class of the
    // product declares the section that it is bound to in the constant Section.
    private static string Readable(string failure, Type options)
    {
        var properties = new Regex($@"\b{options.Name}((?:\.\w+)+)");
        if (!properties.IsMatch(failure))
            return failure;
        var section = options.GetField("Section")?.GetRawConstantValue() ?? options.Name;
        var sentence = failure[(failure.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        return properties.Replace(sentence, match => section + match.Groups[1].Value.Replace('.', ':'));
    }
}
