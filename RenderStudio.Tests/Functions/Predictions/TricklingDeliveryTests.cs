using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Outputs;

namespace RenderStudio.Tests.Functions.Predictions;

/// <summary>Webhook deliveries over HTTP whose outputs download slowly, and concurrent work of other owners.</summary>
public sealed class TricklingDeliveryTests(Services services) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly MisbehavingServer server = new(TimeProvider.System);
    private RunningApp app = null!;

    // The timeouts are so long that no slow output releases its slot before the test ends.
    public async ValueTask InitializeAsync() => app = await RunningApp.StartAsync(
        services, Environments.Development, ("Replicate:DevelopmentOutputOrigin", server.Origin),
        ("Outputs:SlowSeconds", "100"), ("Outputs:DownloadSeconds", "300"), ("Predictions:LeaseSeconds", "300"));

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Four_slow_outputs_of_a_delivery_do_not_delay_the_delivery_of_another_owner()
    {
        using var over = new CancellationTokenSource();
        string[] kinds = ["slow-headers", "slow-body", "lying-length", "early-hints"];
        var trickling = await SeededGeneration.CreateAsync(app.Engine, variantsEach: kinds.Length);
        var other = await SeededGeneration.CreateAsync(app.Engine, variantsEach: 1);
        await DeliverAsync(trickling, [.. kinds.Select(server.Output)]);
        await DeliverAsync(other, SolidPicture.Png(1, 2, 3));

        var complete = app.Engine.Get<CompletePrediction>();
        var waiting = complete.RunAsync(trickling.PredictionId, over.Token);
        await Eventually.BecomesTrueAsync(() => server.Asked.Count == kinds.Length - 1, Patience);
        await complete.RunAsync(other.PredictionId, default).WaitAsync(Patience);

        Assert.Equal("succeeded", await StatusAsync(other));
        Assert.Equal("storing", await StatusAsync(trickling));
        Assert.False(waiting.IsCompleted);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience));
    }

    private async Task DeliverAsync(SeededGeneration seeded, params string[] outputs)
    {
        var delivery = SignedDelivery.For(app, seeded.PredictionId, seeded.Run("trickling"), "succeeded");
        using var heard = await (delivery with
        {
            Body = JsonSerializer.Serialize(new { id = delivery.Run, status = "succeeded", output = outputs }),
        }).SendAsync(app);
        Assert.Equal(HttpStatusCode.OK, heard.StatusCode);
    }

    private Task<string?> StatusAsync(SeededGeneration seeded) =>
        app.QueryAsync<string>("select status from generations where id = @Id", seeded);
}
