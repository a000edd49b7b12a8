using System.Reflection;

namespace RenderStudio.Testing.App;

/// <summary>One setting of an options class, under its configuration name.</summary>
/// <param name="Default">Null when the options class sets no value.</param>
public sealed record DeclaredSetting(string Name, PropertyInfo Property, object? Default);

/// <summary>All settings that the options classes of the product declare.</summary>
public static class DeclaredSettings
{
    public static IReadOnlyList<DeclaredSetting> All { get; } =
    [
        .. from type in new[] { typeof(Core.Problem).Assembly, typeof(RenderStudio.Functions.Program).Assembly }
               .SelectMany(assembly => assembly.GetTypes())
           where type.GetField("Section") is { IsLiteral: true }
           from setting in Of((string)type.GetField("Section")!.GetRawConstantValue()!, Activator.CreateInstance(type)!)
           select setting,
    ];

    private static IEnumerable<DeclaredSetting> Of(string section, object options) =>
        options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .SelectMany(property => Of($"{section}:{property.Name}", property, property.GetValue(options)));

    private static IEnumerable<DeclaredSetting> Of(string name, PropertyInfo property, object? value)
    {
        var type = property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>))
        {
            var item = type.GenericTypeArguments[0];
            return item == typeof(string)
                ? [new($"{name}:0", property, null)]
                : Of($"{name}:0", Activator.CreateInstance(item)!);
        }

        return type.Name.EndsWith("Options", StringComparison.Ordinal)
            ? Of(name, value!)
            : [new(name, property, value)];
    }
}
