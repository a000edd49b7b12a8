using RenderStudio.Testing.Faults;

namespace RenderStudio.Tests.Faults;

/// <summary>Storms share one studio of two instances and run one after another.</summary>
[CollectionDefinition]
public sealed class InStorms : ICollectionFixture<SharedFaultyStudio>;

public sealed class SharedFaultyStudio : IAsyncLifetime
{
    private FaultyStudio studio = null!;

    public async ValueTask InitializeAsync() => studio = await FaultyStudio.StartAsync(StormPace.Quick);

    public Task<AuditReport> RunAsync(StormPlan plan) =>
        Storm.RunAsync(studio, plan, scale: 1, Seeds.Next(), TestContext.Current.TestOutputHelper!.WriteLine);

    public ValueTask DisposeAsync() => studio.DisposeAsync();
}
