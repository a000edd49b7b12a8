using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using RenderStudio.Local.Studio;

namespace RenderStudio.Tests.Functions.Hosting;

/// <summary>The published folder contains a standard isolated worker app and nothing else.</summary>
public sealed partial class PublishedAppTests
{
    private static readonly string Folder = PublishedApp.Find(null).Folder;

    [Theory]
    [InlineData("host.json")]
    [InlineData("worker.config.json")]
    [InlineData("functions.metadata")]
    [InlineData("extensions.json")]
    [InlineData(".azurefunctions/function.deps.json")]
    [InlineData(".azurefunctions/Microsoft.Azure.WebJobs.Extensions.Storage.Queues.dll")]
    [InlineData("RenderStudio.Functions")]
    [InlineData("RenderStudio.Functions.dll")]
    [InlineData("RenderStudio.Functions.runtimeconfig.json")]
    [InlineData("wwwroot/studio/index.html")]
    [InlineData("wwwroot/studio/index.html.br")]
    public void The_published_folder_contains_the_files_of_an_isolated_worker_app(string file) =>
        Assert.True(File.Exists(Path.Combine(Folder, file)), file);

    [Fact]
    public void The_published_folder_contains_no_function_json_and_no_settings()
    {
        Assert.Empty(Directory.EnumerateFiles(Folder, "function.json", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(Folder, "local.settings*", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_published_folder_contains_one_libvips_and_no_files_of_tests_or_the_local_studio()
    {
        Assert.Single(Directory.EnumerateFiles(Folder, "libvips*", SearchOption.AllDirectories));
        Assert.Equal(
            ["RenderStudio.Core.dll", "RenderStudio.Functions.dll"],
            Directory.EnumerateFiles(Folder, "RenderStudio.*.dll").Select(Path.GetFileName).Order());
        Assert.Empty(Directory.EnumerateFiles(Folder, "xunit*", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_published_folder_contains_the_licence_notices_of_libvips()
    {
        var notices = File.ReadAllText(Path.Combine(Folder, "THIRD-PARTY-NOTICES.md"));

        Assert.All(["libvips", "glib", "LGPLv3"], text => Assert.Contains(text, notices));
    }

    [Fact]
    public void The_page_names_only_files_that_are_published_with_it()
    {
        var page = Path.Combine(Folder, "wwwroot", "studio");
        var named = AddressesOfPage().Matches(File.ReadAllText(Path.Combine(page, "index.html")))
            .Select(match => match.Groups[1].Value).ToList();

        Assert.True(named.Count > 2, string.Join(' ', named));
        Assert.All(named, name => Assert.True(File.Exists(Path.Combine(page, name)), name));
        Assert.Empty(Directory.EnumerateFiles(page, "*.map", SearchOption.AllDirectories));
    }

    [Fact]
    public void Queue_triggers_are_bound_as_bytes()
    {
        using var functions = Read("functions.metadata");
        var queues = functions.RootElement.EnumerateArray()
            .SelectMany(function => function.GetProperty("bindings").EnumerateArray())
            .Where(binding => binding.GetProperty("type").GetString() == "queueTrigger").ToList();

        Assert.Equal(6, queues.Count);
        Assert.All(queues, binding => Assert.Equal("Binary", binding.GetProperty("dataType").GetString()));
    }

    [Fact]
    public void The_host_starts_the_assembly_and_finds_every_function()
    {
        using var worker = Read("worker.config.json");
        using var functions = Read("functions.metadata");

        Assert.Equal("RenderStudio.Functions.dll",
            worker.RootElement.GetProperty("description").GetProperty("defaultWorkerPath").GetString());
        Assert.Equal(
            [
                "Admin", "ApiDocument", "ApiKeys", "Assets", "Billing", "Catalog", "CompletePrediction",
                "CompletePredictionPoison", "Generations", "Health", "Me", "Quotes", "ReconcilePredictions", "Reference",
                "Renders", "ReplicateWebhook", "SendDelivery", "SendDeliveryPoison", "StartPrediction",
                "StartPredictionPoison", "Storage", "StripeWebhook", "StripeWebhookBefore", "Studio", "SweepStorage",
                "Usage",
                "WebhookEndpoints", "ZUnknownPath",
            ],
            functions.RootElement.EnumerateArray().Select(function => function.GetProperty("name").GetString()).Order());
    }

    [Fact]
    public void The_host_configuration_has_the_values_that_the_product_needs()
    {
        using var host = Read("host.json");
        var extensions = host.RootElement.GetProperty("extensions");
        var queues = extensions.GetProperty("queues");
        var levels = host.RootElement.GetProperty("logging").GetProperty("logLevel");

        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal(5, queues.GetProperty("maxDequeueCount").GetInt32());
        Assert.True(TimeSpan.Parse(queues.GetProperty("visibilityTimeout").GetString()!) >= TimeSpan.FromSeconds(15));
        Assert.Equal("00:00:00.200", queues.GetProperty("maxPollingInterval").GetString());
        // A killed instance holds the lock of the timers for this time; another instance polls for it at this interval.
        Assert.All(host.RootElement.GetProperty("singleton").EnumerateObject(), interval =>
            Assert.Equal("00:00:15", interval.Value.GetString()));
        Assert.Equal("Warning", levels.GetProperty("Azure.Core").GetString());
        Assert.False(host.RootElement.TryGetProperty("extensionBundle", out _));
    }

    [Fact]
    public void The_published_assemblies_are_compiled_ahead_of_time()
    {
        using var assembly = new PEReader(File.OpenRead(Path.Combine(Folder, "RenderStudio.Functions.dll")));

        Assert.NotEqual(0, assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }

    [GeneratedRegex("\"/studio/([^\"]+)\"")]
    private static partial Regex AddressesOfPage();

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file)));
}
