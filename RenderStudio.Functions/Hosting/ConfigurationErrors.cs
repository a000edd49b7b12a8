using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Collects all configuration errors, as sentences that name the setting and do not contain its value.
/// </summary>
public static class ConfigurationErrors
{
    // https://learn.microsoft.com/azure/app-service/app-service-key-vault-references: the platform replaces such a value
    // before the app starts. A reference that it cannot resolve arrives as it is.
    private static readonly string[] References = ["@Microsoft.KeyVault(", "@Microsoft.AppConfiguration("];

    /// <summary>
    /// Finds references that were not resolved, secrets that are public and settings that were renamed, and runs all
    /// registered options validators. Returns an empty list when the configuration is valid.
    /// </summary>
    public static IReadOnlyList<string> Of(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        return
        [
            .. NotResolved(configuration),
            .. SampleSecrets.Of(configuration, services.GetRequiredService<IHostEnvironment>()),
            .. RenamedSettings.Of(configuration),
            .. Invalid(services),
        ];
    }

    private static IEnumerable<string> NotResolved(IConfiguration configuration) =>
        from setting in configuration.AsEnumerable()
        where References.Any(start =>
            setting.Value?.TrimStart().StartsWith(start, StringComparison.OrdinalIgnoreCase) == true)
        orderby setting.Key
        select $"{setting.Key} is a reference that the platform could not resolve. Check that the secret exists and "
            + "that the identity of the app may read it.";

    private static List<string> Invalid(IServiceProvider services)
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
            return [.. several.InnerExceptions.OfType<OptionsValidationException>().SelectMany(Readable)];
        }
        catch (InvalidOperationException)
        {
            return Unreadable(services);
        }
    }

    // A setting that cannot be read ends the validation, so each options class is then validated by itself.
    private static List<string> Unreadable(IServiceProvider services) =>
    [
        .. UnreadableSettings.Reset(services.GetRequiredService<IConfiguration>()).Distinct(),
        .. UnreadableSettings.OptionsTypes.SelectMany(options => ErrorsOf(services, options)),
    ];

    private static List<string> ErrorsOf(IServiceProvider services, Type options)
    {
        try
        {
            UnreadableSettings.Validate(services, options);
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return Readable(invalid);
        }
        catch (InvalidOperationException)
        {
            return [$"{UnreadableSettings.SectionOf(options)} contains a setting that cannot be read."];
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
