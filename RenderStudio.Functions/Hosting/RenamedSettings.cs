namespace RenderStudio.Functions.Hosting;

/// <summary>Finds settings with the name of an earlier version, which would have no effect.</summary>
internal static class RenamedSettings
{
    private static readonly (string Former, string Current)[] Sections = [("Limits:Quotes", "Limits:Preparations")];

    public static IEnumerable<string> Of(IConfiguration configuration) =>
        from section in Sections
        from setting in configuration.GetSection(section.Former).AsEnumerable(makePathsRelative: true)
        where setting.Value is not null
        orderby setting.Key
        select $"{section.Former}:{setting.Key} was renamed to {section.Current}:{setting.Key}.";
}
