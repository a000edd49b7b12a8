using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Infra;

/// <summary>The Bicep compiler and linter, which the build downloads for this machine.</summary>
internal static class Bicep
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "infra");

    /// <summary>All templates and parameter files, relative to <see cref="Folder"/>.</summary>
    public static IReadOnlyList<string> Files { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.bicep*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".bicep" or ".bicepparam")
            .Select(file => Path.GetRelativePath(Folder, file)).Order(StringComparer.Ordinal),
    ];

    /// <summary>What the parameter files read from the environment.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        ["AZURE_LOCATION"] = "australiaeast",
        ["OPERATORS_NAME"] = "render-studio-operators",
        ["OPERATORS_ID"] = "11111111-1111-1111-1111-111111111111",
        ["ALLOWED_ORIGIN"] = "https://studio.example.com",
        ["IDENTITY_AUTHORITY"] = "https://id.example.com/",
        ["IDENTITY_ISSUER"] = "https://id.example.com/",
        ["IDENTITY_AUDIENCE"] = "render-studio",
        ["IDENTITY_KEY_ID"] = "main",
        ["STRIPE_PRICE"] = "price_1",
        ["STRIPE_PRICE_PRO"] = "price_1",
        ["STRIPE_PRICE_STUDIO"] = "price_2",
        ["SITE_URL"] = "https://studio.example.com",
        ["ALERT_EMAIL"] = "operators@example.com",
    };

    public static Task<Finished> RunAsync(string folder, params string[] arguments)
    {
        var tools = (string)AppContext.GetData("RenderStudio.Tests.BicepFolder")!;
        var program = Path.Combine(tools, OperatingSystem.IsWindows() ? "bicep.exe" : "bicep");
        Assert.True(File.Exists(program), $"{program} is missing: no Bicep compiler is packaged for this platform.");
        return Command.RunAsync(program, arguments, folder, Environment);
    }
}
