using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace RenderStudio.Functions.Hosting;

/// <summary>
/// Finds settings whose text has not the type of the setting, such as a number that is none. The binder stops at the
/// first one and quotes its value, which can be a secret.
/// </summary>
public static class UnreadableSettings
{
    /// <summary>The options classes of the product: each declares its section in the constant Section.</summary>
    public static IReadOnlyList<Type> OptionsTypes { get; } =
    [
        .. new[] { typeof(Core.Problem).Assembly, typeof(UnreadableSettings).Assembly }
            .SelectMany(assembly => assembly.GetTypes()).Where(type => type.GetField("Section") is { IsLiteral: true }),
    ];

    public static string SectionOf(Type options) => (string)options.GetField("Section")!.GetRawConstantValue()!;

    /// <summary>
    /// Returns one sentence per unreadable setting, and gives each of them its default, so that the others can be read.
    /// </summary>
    public static IReadOnlyList<string> Reset(IConfiguration configuration) =>
        [.. OptionsTypes.SelectMany(type => Reset(configuration, SectionOf(type), Activator.CreateInstance(type)!))];

    /// <summary>As above, for one section.</summary>
    /// <param name="options">A new options object: its values are the defaults.</param>
    public static IReadOnlyList<string> Reset(IConfiguration configuration, string section, object options) =>
    [
        .. options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .SelectMany(property => Reset(
                configuration, $"{section}:{property.Name}", property.PropertyType, property.GetValue(options))),
    ];

    /// <summary>The errors of one options class, read again.</summary>
    /// <exception cref="OptionsValidationException">The settings are invalid.</exception>
    /// <exception cref="InvalidOperationException">The settings are unreadable.</exception>
    public static void Validate(IServiceProvider services, Type options)
    {
        var factory = typeof(IOptionsFactory<>).MakeGenericType(options);
        factory.GetMethod("Create")!.Invoke(
            services.GetRequiredService(factory), BindingFlags.DoNotWrapExceptions, null, [Options.DefaultName], null);
    }

    private static IEnumerable<string> Reset(IConfiguration configuration, string name, Type type, object? value)
    {
        if (type.Name.EndsWith("Options", StringComparison.Ordinal))
            return Reset(configuration, name, value ?? Activator.CreateInstance(type)!);
        if (type.GenericTypeArguments is [.., var entry])
            return configuration.GetSection(name).GetChildren().SelectMany(one => Reset(
                configuration, one.Path, entry, entry.IsPrimitive ? Activator.CreateInstance(entry) : null));
        if (!type.IsPrimitive || configuration[name] is not { } text
            || TypeDescriptor.GetConverter(type).IsValid(text))
            return [];
        configuration[name] = Convert.ToString(value, CultureInfo.InvariantCulture);
        return [$"{name} {Expectation(type)}"];
    }

    private static string Expectation(Type type) => type == typeof(bool)
        ? "must be true or false."
        : type == typeof(double) ? "must be a number." : "must be a whole number of usual size.";
}
