using RenderStudio.Core.Predictions;
using RenderStudio.Tests.Predictions;
using RenderStudio.Tests.Support;

namespace RenderStudio.Tests.Outputs;

/// <summary>Outputs that cannot be fetched end, or are tried again, with the reason in the owner's timeline.</summary>
public sealed class BrokenOutputTests(Services services) : IAsyncLifetime
{
    private readonly MisbehavingServer server = new(TimeProvider.System);
    private Engine engine = null!;

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(
        services, ("Replicate:DevelopmentOutputOrigin", server.Origin), ("Outputs:RetrySeconds", "0.001"),
        ("Outputs:SlowSeconds", "60"), ("Outputs:DownloadSeconds", "100"));

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("huge-headers", "The headers of the answer are too large.")]
    [InlineData("hint-flood", "The headers of the answer are too large.")]
    [InlineData("reset", "The connection was broken.")]
    [InlineData("cut", "The connection ended before the picture was complete.")]
    [InlineData("nonsense", "The answer is not HTTP.")]
    public async Task A_fault_that_may_pass_is_tried_three_times_and_again_later(string kind, string reason)
    {
        var (status, detail) = await CompleteAsync(kind, "variant_delayed");

        Assert.Equal("storing", status);
        Assert.EndsWith(reason, detail, StringComparison.Ordinal);
        Assert.Equal([kind, kind, kind], server.Asked);
    }

    [Theory]
    [InlineData("html", "HTML")]
    [InlineData("endless", "The output is too large.")]
    [InlineData("too-long", "The output is too large.")]
    [InlineData("redirect", "The server answered HTTP 302.")]
    public async Task A_fault_that_stays_ends_the_generation_at_once(string kind, string reason)
    {
        var (status, detail) = await CompleteAsync(kind, "variant_refused");

        Assert.Equal("failed", status);
        Assert.Contains(reason, detail, StringComparison.Ordinal);
        Assert.Equal([kind], server.Asked);
    }

    private async Task<(string Status, string Detail)> CompleteAsync(string kind, string code)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await RunNewsTests.HearAsync(
            engine, seeded, seeded.Run("a"), "succeeded", null, server.Output(kind));
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
        return (
            await engine.QueryAsync<string>("select status from generations where id = @Id", seeded),
            await engine.QueryAsync<string>(
                "select detail from generation_events where generation_id = @Id and code = @code",
                new { seeded.Id, code }));
    }
}
