using System.Reflection;

namespace RenderStudio.Local.Children;

/// <summary>Locations of the npm packages that the build installed.</summary>
public static class NpmParts
{
    public static string ProjectFolder { get; } = typeof(NpmParts).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ProjectFolder").Value!;

    public static string NodeModules => Path.Combine(ProjectFolder, "node_modules");

    public static string Azurite => Existing(Path.Combine(NodeModules, "azurite/dist/src/azurite.js"));

    /// <summary>The script of the issuer, which loads its package from the folder above it.</summary>
    public static string Issuer
    {
        get
        {
            _ = Existing(Path.Combine(NodeModules, "oauth2-mock-server/package.json"));
            return Path.Combine(ProjectFolder, "Issuer/issuer.mjs");
        }
    }

    /// <summary>The PostgreSQL package; npm installs only the one that matches the machine.</summary>
    public static string Postgres
    {
        get
        {
            var family = Path.Combine(NodeModules, "@embedded-postgres");
            var packages = Directory.Exists(family) ? Directory.GetDirectories(family) : [];
            return packages.Length > 0 ? packages[0] : Existing(Path.Combine(family, "*"));
        }
    }

    private static string Existing(string file) => File.Exists(file) ? file : throw new CannotStartException(
        $"{Path.GetRelativePath(ProjectFolder, file)} is missing: "
        + $"run 'npm ci --ignore-scripts' in {ProjectFolder} and build again.");
}
