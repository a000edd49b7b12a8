using RenderStudio.Local.Children;
using RenderStudio.Testing.App;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Children;

/// <summary>Tests that sweep a storage account run one after another.</summary>
[CollectionDefinition]
public sealed class OnSweptStorage : ICollectionFixture<SweptStorage>;

/// <summary>
/// A storage account for tests that sweep it. A sweep deletes the files that its database does not contain, including
/// those of every other test.
/// </summary>
public sealed class SweptStorage : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("render-studio-swept-");
    private AzuriteChild azurite = null!;

    public string Connection => azurite.ConnectionString;

    /// <summary>The settings for a <see cref="RunningApp"/>.</summary>
    public (string Key, string Value) Setting => ("AzureWebJobsStorage", Connection);

    public async ValueTask InitializeAsync() => azurite = await AzuriteChild.StartAsync(folder.FullName, default);

    public async ValueTask DisposeAsync()
    {
        await azurite.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
