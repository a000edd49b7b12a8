using System.Collections.Concurrent;
using RenderStudio.Local.Children;
using RenderStudio.Local.Studio;
using RenderStudio.Testing.App;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The app as a separate process that cannot start: exit code 1, one line per error, no stack trace.</summary>
public sealed class StartupTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-startup-");

    [Fact]
    public async Task All_configuration_errors_are_reported_together()
    {
        var lines = await HostedRefusesAsync(AppContext.BaseDirectory,
            ("Database:ConnectionString", "Host=127.0.0.1;Prot=5432"),
            ("AzureWebJobsStorage", "studio"),
            ("Predictions:MaxLeaseExpiries", "0"));

        Assert.Equal(3, lines.Length);
        foreach (var setting in new[] { "Database:ConnectionString", "Storage:ConnectionString", "Predictions:MaxLeaseExpiries" })
            Assert.Single(lines, line => line.Contains($" {setting} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_any_setting_each_missing_setting_is_reported_in_a_line_of_its_own()
    {
        var lines = await RefusesAsync(AppContext.BaseDirectory, AsHosted, new Dictionary<string, string?>());

        foreach (var setting in new[]
        {
            "Database:ConnectionString", "Storage:ConnectionString", "Http:PublicBaseUrl", "Replicate:ApiToken",
            "Replicate:WebhookTokenKey", "Replicate:WebhookSecrets",
        })
            Assert.Single(lines, line => line.Contains($" {setting}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" Identity:", StringComparison.Ordinal));
        Assert.Distinct(lines);
    }

    [Fact]
    public async Task A_reference_that_the_platform_did_not_resolve_prevents_the_start()
    {
        var line = Assert.Single(await HostedRefusesAsync(
            AppContext.BaseDirectory, ("Replicate:ApiToken", "@Microsoft.KeyVault(VaultName=v;SecretName=s)")));

        Assert.StartsWith("Cannot start: Replicate:ApiToken is a reference", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_libvips_is_reported_in_one_sentence()
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(IsPartOfTheApp))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));

        var line = Assert.Single(await HostedRefusesAsync(folder.FullName));

        Assert.Contains("libvips is not usable", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_Functions_host_one_sentence_explains_how_to_start_the_app()
    {
        var line = Assert.Single(await RefusesAsync(AppContext.BaseDirectory, [], SampleSettings.Read()));

        Assert.Contains("'func start'", line, StringComparison.Ordinal);
        Assert.Contains("RenderStudio.Local", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_background_service_that_fails_ends_the_worker_with_code_1()
    {
        foreach (var file in Directory.GetFiles(PublishedApp.Find(null).Folder))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        await DamageModerationAsync();
        var errors = new ConcurrentQueue<string>();
        string[] arguments = ["host", "--app", folder.FullName, "--port", $"{FreePort.Next()}"];
        await using var host = await ChildProcess.StartAsync(
            new ChildCommand("Host", Path.Combine(AppContext.BaseDirectory, "RenderStudio.Local"), arguments)
            {
                Environment = Variables(SampleSettings.Read()),
                OnError = errors.Enqueue,
            });

        Assert.Equal(1, await host.Exited.WaitAsync(TimeSpan.FromSeconds(120)));
        Assert.StartsWith("The worker ended with code 1: the third error in a row", errors.First());
    }

    public void Dispose() => folder.Delete(recursive: true);

    // Only a background service reads the moderation policy.
    private async Task DamageModerationAsync()
    {
        var assembly = Path.Combine(folder.FullName, "RenderStudio.Core.dll");
        var bytes = await File.ReadAllBytesAsync(assembly);
        var terms = await File.ReadAllBytesAsync(
            Path.Combine(Repository.Root, "RenderStudio.Core", "Prompts", "moderation.json"));
        bytes[bytes.AsSpan().IndexOf(terms)] = (byte)'!';
        await File.WriteAllBytesAsync(assembly, bytes);
    }

    private static Dictionary<string, string> Variables(IReadOnlyDictionary<string, string?> settings) =>
        settings.ToDictionary(pair => pair.Key.Replace(":", "__"), pair => pair.Value!);

    private static bool IsPartOfTheApp(string file) =>
        file.EndsWith(".dll", StringComparison.Ordinal)
        || Path.GetFileName(file).StartsWith("RenderStudio.Functions", StringComparison.Ordinal);

    // Simulates a start by the Functions host. Nothing listens at this address, and startup fails earlier.
    private static readonly string[] AsHosted = ["--functions-uri", "http://127.0.0.1:1/"];

    private Task<string[]> HostedRefusesAsync(string app, params (string Key, string Value)[] settings)
    {
        var all = SampleSettings.Read();
        foreach (var (key, value) in settings)
            all[key] = value;
        return RefusesAsync(app, AsHosted, all);
    }

    private async Task<string[]> RefusesAsync(
        string app, string[] arguments, IReadOnlyDictionary<string, string?> settings)
    {
        var errors = new ConcurrentQueue<string>();
        await using var process = await ChildProcess.StartAsync(
            new ChildCommand("App", Path.Combine(app, "RenderStudio.Functions"), arguments)
            {
                WorkingDirectory = folder.FullName,
                Environment = Variables(settings),
                OnError = errors.Enqueue,
            });

        Assert.Equal(1, await process.Exited.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.All(errors, line => Assert.StartsWith("Cannot start: ", line));
        return [.. errors];
    }
}
