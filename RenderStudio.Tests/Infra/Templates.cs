using System.Text.Json;

namespace RenderStudio.Tests.Infra;

/// <summary>Tests that read what the templates create share the compiled environments.</summary>
[CollectionDefinition]
public sealed class OnTheTemplates : ICollectionFixture<Templates>;

/// <summary>
/// The environments as the compiler predicts them: every resource of main.bicep with its properties, and with the
/// parameters of an environment applied.
/// </summary>
public sealed class Templates : IAsyncLifetime
{
    public const string Development = "main";
    public const string Production = "prod";

    /// <summary>The development environment, with the app as a container, with operators and the studio page.</summary>
    public const string Container = "container";

    /// <summary>The production environment with the studio page.</summary>
    public const string Page = "page";

    private const string Subscription = "22222222-2222-2222-2222-222222222222";

    // A snapshot is written beside its parameter file.
    private readonly BicepCopy copy = BicepCopy.Create();
    private readonly Dictionary<string, IReadOnlyList<TemplateResource>> environments = [];
    private readonly Dictionary<string, JsonElement> outputs = [];

    public static TheoryData<string> Names => [Development, Production, Container, Page];

    public IReadOnlyList<TemplateResource> this[string environment] => environments[environment];

    public JsonElement OutputsOf(string environment) => outputs[environment];

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(PathOf(Container, "bicepparam"),
            (await File.ReadAllTextAsync(PathOf(Development, "bicepparam")))
                .Replace("'IDENTITY_ROLE_CLAIM', ''", "'IDENTITY_ROLE_CLAIM', 'roles'")
                .Replace("'PAGE_CLIENT_ID', ''", "'PAGE_CLIENT_ID', 'studio-page'")
                .Replace("'ADMIN_SUBJECTS', ''", "'ADMIN_SUBJECTS', 'https://id.example.com/ ann,https://b/ bob'")
            + "\nparam hosting = 'container'\nparam containerImage = 'studio.azurecr.io/render-studio:1.0'\n");
        await File.WriteAllTextAsync(PathOf(Page, "bicepparam"),
            (await File.ReadAllTextAsync(PathOf(Production, "bicepparam")))
                .Replace("'PAGE_CLIENT_ID', ''", "'PAGE_CLIENT_ID', 'studio-page'")
                .Replace("'PAGE_SCOPE', 'openid'", "'PAGE_SCOPE', 'openid api://studio/use'"));
        foreach (var name in new[] { Development, Production, Container, Page })
            await AddAsync(name);
    }

    public ValueTask DisposeAsync()
    {
        copy.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AddAsync(string name)
    {
        var run = await Bicep.RunAsync(copy.Folder, "snapshot", $"{name}.bicepparam", "--mode", "overwrite",
            "--subscription-id", Subscription, "--location", "australiaeast");
        Assert.True(run.ExitCode == 0, run.Errors);
        using var snapshot = JsonDocument.Parse(await File.ReadAllBytesAsync(PathOf(name, "snapshot.json")));
        Assert.Empty(snapshot.RootElement.GetProperty("diagnostics").EnumerateArray());
        environments[name] =
        [
            .. snapshot.RootElement.GetProperty("predictedResources").EnumerateArray()
                .Select(resource => new TemplateResource(resource.Clone())),
        ];
        outputs[name] = snapshot.RootElement.GetProperty("outputs").Clone();
    }

    private string PathOf(string name, string extension) => Path.Combine(copy.Folder, $"{name}.{extension}");
}
