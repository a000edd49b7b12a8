using RenderStudio.Tests.Support.Faults;

namespace RenderStudio.Tests.Faults;

/// <summary>Storms share one studio of two instances and come one after another.</summary>
[CollectionDefinition]
public sealed class InStorms : ICollectionFixture<SharedFaultyStudio>;

public sealed class SharedFaultyStudio : IAsyncLifetime
{
    // To see a failure again: the seed it printed.
    private const string SeedVariable = "RENDER_STUDIO_SEED";

    private FaultyStudio studio = null!;

    public async ValueTask InitializeAsync() => studio = await FaultyStudio.StartAsync(StormPace.Quick);

    public Task<AuditReport> RunAsync(StormPlan plan)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given)
            ? given
            : Random.Shared.Next();
        return Storm.RunAsync(studio, plan, scale: 1, seed, TestContext.Current.TestOutputHelper!.WriteLine);
    }

    public ValueTask DisposeAsync() => studio.DisposeAsync();
}
