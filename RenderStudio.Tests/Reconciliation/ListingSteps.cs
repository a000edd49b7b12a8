using RenderStudio.Core.Reconciliation;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Reconciliation;

/// <summary>Steps of the tests that list upstream runs.</summary>
internal static class ListingSteps
{
    internal static Task<ListingResult> ListAsync(Engine engine) => engine.Get<UpstreamListing>().RunAsync(default);

    /// <summary>The time up to which the list was read without a gap.</summary>
    internal static Task<DateTime> MarkAsync(Engine engine) =>
        engine.QueryAsync<DateTime>("select complete_upto from upstream_listing");

    internal static async Task<ListingResult> IsIncompleteAsync(Engine engine)
    {
        var before = await MarkAsync(engine);
        var listed = await ListAsync(engine);
        Assert.False(listed.Complete);
        Assert.Equal(before, await MarkAsync(engine));
        return listed;
    }

    internal static Task<string> ReadAsync(Engine engine, SeededGeneration seeded, string column) =>
        engine.QueryAsync<string>($"select {column} from predictions where id = @PredictionId", seeded);

    internal static async Task<SeededGeneration> SeedAsync(Engine engine, string state)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await engine.ExecuteAsync(
            $"update predictions set {state}, next_check_at = now() - interval '1 second' where id = @PredictionId",
            seeded);
        return seeded;
    }
}
