using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Queues;
using Microsoft.Extensions.Logging.Abstractions;
using RenderStudio.Core.Blobs;
using RenderStudio.Local.Children;

namespace RenderStudio.Tests.Infra;

/// <summary>The containers, queues and CORS rules of the templates are those of the product.</summary>
[Collection<OnTheTemplates>]
public sealed class TemplateStorageTests(Templates templates)
{
    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void Each_queue_and_container_of_the_product_is_created(string environment)
    {
        var queues = templates[environment].OfType("Microsoft.Storage/storageAccounts/queueServices/queues");
        var containers = templates[environment].OfType("Microsoft.Storage/storageAccounts/blobServices/containers");

        Assert.Equal(StudioQueues.All.Order(), queues.Select(queue => queue.Name).Order());
        Assert.All(queues, queue => Assert.StartsWith("sthost", queue.FullName));
        Assert.Equal(
            StudioContainers.All.Order(),
            containers.Where(one => one.FullName.StartsWith("stpics")).Select(one => one.Name).Order());
    }

    [Theory]
    [InlineData(Templates.Development)]
    [InlineData(Templates.Production)]
    public void The_deployment_package_has_a_container_of_its_own(string environment)
    {
        var app = Assert.Single(templates[environment].OfType("Microsoft.Web/sites"));

        Assert.Equal("blobContainer", app.TextAt("properties.functionAppConfig.deployment.storage.type"));
        Assert.Contains("hostStorage", app.TextAt("properties.functionAppConfig.deployment.storage.value"));
        Assert.Single(
            templates[environment].OfType("Microsoft.Storage/storageAccounts/blobServices/containers"),
            container => container.FullName.StartsWith("sthost") && container.Name == "packages");
    }

    [Fact]
    public async Task The_template_sets_the_CORS_rule_that_the_command_migrate_sets()
    {
        var folder = Directory.CreateTempSubdirectory("render-studio-cors-");
        try
        {
            await using var azurite = await AzuriteChild.StartAsync(folder.FullName, default);
            await ComparesAsync(azurite.ConnectionString);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task ComparesAsync(string account)
    {
        var blobs = new BlobServiceClient(account);
        await new StorageSetup(blobs, new QueueServiceClient(account), NullLogger<StorageSetup>.Instance)
            .RunAsync([Bicep.Environment["ALLOWED_ORIGIN"]], default);

        BlobServiceProperties service = await blobs.GetPropertiesAsync();

        var set = Assert.Single(service.Cors);
        var rule = Pictures(Templates.Production).At("properties.cors.corsRules")!.Value[0];
        string Joined(string name) =>
            string.Join(',', rule.GetProperty(name).EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(
            (set.AllowedOrigins, set.AllowedMethods, set.AllowedHeaders, set.ExposedHeaders, set.MaxAgeInSeconds),
            (Joined("allowedOrigins"), Joined("allowedMethods"), Joined("allowedHeaders"), Joined("exposedHeaders"),
                rule.GetProperty("maxAgeInSeconds").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(Templates.Names), MemberType = typeof(Templates))]
    public void Staged_uploads_are_removed_after_days_and_nothing_else(string environment)
    {
        var policy = Assert.Single(
            templates[environment].OfType("Microsoft.Storage/storageAccounts/managementPolicies"));

        var rule = Assert.Single(policy.At("properties.policy.rules")!.Value.EnumerateArray());
        var prefix = Assert.Single(rule.GetProperty("definition").GetProperty("filters").GetProperty("prefixMatch")
            .EnumerateArray());
        Assert.Equal($"{StudioContainers.Private}/{StoragePaths.StagingFolder}", prefix.GetString());
    }

    private TemplateResource Pictures(string environment) =>
        templates[environment].OfType("Microsoft.Storage/storageAccounts/blobServices")
            .Single(service => service.FullName.StartsWith("stpics"));
}
