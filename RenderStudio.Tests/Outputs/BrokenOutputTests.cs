using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RenderStudio.Core.Outputs;
using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Outputs;

/// <summary>Outputs that cannot be fetched fail or are retried, with the reason in the owner's timeline.</summary>
public sealed class BrokenOutputTests(Services services) : IAsyncLifetime
{
    private const string DataUrl = "data:image/png;base64,";

    // Its length is not a multiple of three, so that base64 pads it.
    private static readonly byte[] Picture = Enumerable.Range(0, 256)
        .Select(red => Convert.FromBase64String(SolidPicture.Png((byte)red, 40, 60)[DataUrl.Length..]))
        .First(picture => picture.Length % 3 == 1);

    private readonly MisbehavingServer server = new(TimeProvider.System) { Picture = Picture };
    private readonly RecordedLog log = new();
    private Engine engine = null!;

    public async ValueTask InitializeAsync() => engine = await Engine.StartAsync(
        services, collection => collection.AddSingleton<ILoggerFactory>(log),
        ("Replicate:DevelopmentOutputOrigin", server.Origin), ("Outputs:RetrySeconds", "0.001"),
        ("Outputs:MaxBytes", $"{Picture.Length}"), ("Outputs:SlowSeconds", "60"), ("Outputs:DownloadSeconds", "100"));

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        await server.DisposeAsync();
        log.Dispose();
    }

    [Theory]
    [InlineData("huge-headers", "The response headers are too large.")]
    [InlineData("hint-flood", "The response headers are too large.")]
    [InlineData("reset", "The connection failed.")]
    [InlineData("cut", "The connection ended before the picture was complete.")]
    [InlineData("nonsense", "The response is not valid HTTP.")]
    [InlineData("202", "The server answered HTTP 202.")]
    [InlineData("408", "The server answered HTTP 408.")]
    [InlineData("425", "The server answered HTTP 425.")]
    [InlineData("429", "The server answered HTTP 429.")]
    [InlineData("500", "The server answered HTTP 500.")]
    [InlineData("404", "The server answered HTTP 404.")]
    [InlineData("302", "The server answered HTTP 302.")]
    [InlineData("redirect", "The server answered HTTP 302.")]
    [InlineData("empty", "The file is empty.")]
    [InlineData("html", "Accepted formats: JPEG, PNG, WebP, GIF.")]
    [InlineData("gzip", "The response is compressed although no compression was requested.")]
    public async Task A_transient_fault_is_tried_three_times_and_again_later(string kind, string reason)
    {
        var (status, detail) = await CompleteAsync(kind, "variant_delayed");

        Assert.Equal("storing", status);
        Assert.EndsWith(reason, detail, StringComparison.Ordinal);
        Assert.Equal([kind, kind, kind], server.Asked);
    }

    [Theory]
    [InlineData("endless", "The output is too large.")]
    [InlineData("too-long", "The output is too large.")]
    [InlineData("longer", "The output is too large.")]
    [InlineData("longer-unannounced", "The output is too large.")]
    public async Task A_permanent_fault_fails_the_generation_immediately(string kind, string reason)
    {
        var (status, detail) = await CompleteAsync(kind, "variant_refused");

        Assert.Equal("failed", status);
        Assert.Contains(reason, detail, StringComparison.Ordinal);
        Assert.Equal([kind], server.Asked);
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("whole-unannounced")]
    public async Task An_output_of_exactly_the_limit_is_delivered(string kind) =>
        Assert.Equal("succeeded", await ReadAsync(await DeliverAsync(server.Output(kind)), "status"));

    [Fact]
    public async Task An_inline_output_has_the_same_limit()
    {
        var exact = await DeliverAsync(DataUrl + Convert.ToBase64String(Picture));
        var longer = await DeliverAsync(DataUrl + Convert.ToBase64String([.. Picture, 0]));

        Assert.Equal("succeeded", await ReadAsync(exact, "status"));
        Assert.Equal("failed", await ReadAsync(longer, "status"));
        Assert.Contains("The output is too large.", await DetailAsync(longer, "variant_refused"));
    }

    [Fact]
    public async Task A_download_carries_no_token_and_no_cookie()
    {
        await DeliverAsync(server.Output("cookie"));
        await DeliverAsync(server.Output("cookie"));

        Assert.Equal(6, server.Requests.Count);
        Assert.All(server.Requests, request =>
        {
            Assert.Contains("\r\nHost: ", request, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\r\nAuthorization:", request, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\r\nCookie:", request, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task No_log_line_contains_the_address_of_an_output()
    {
        await DeliverAsync(server.Output("whole"));
        await DeliverAsync(server.Output("too-long"));

        Assert.Equal(["whole", "too-long"], server.Asked);
        Assert.NotEmpty(log.All);
        Assert.DoesNotContain(log.All, line => line.Contains(server.Origin, StringComparison.Ordinal));
    }

    [Fact]
    public void A_download_ignores_the_proxy_of_the_environment()
    {
        var handler = engine.Get<IHttpMessageHandlerFactory>().CreateHandler(nameof(OutputDownload));
        while (handler is DelegatingHandler { InnerHandler: { } inner })
            handler = inner;

        Assert.False(Assert.IsType<SocketsHttpHandler>(handler).UseProxy);
    }

    private async Task<(string Status, string Detail)> CompleteAsync(string kind, string code)
    {
        var seeded = await DeliverAsync(server.Output(kind));
        return (await ReadAsync(seeded, "status"), await DetailAsync(seeded, code));
    }

    private async Task<SeededGeneration> DeliverAsync(string output)
    {
        var seeded = await SeededGeneration.CreateAsync(engine, variantsEach: 1);
        await RunUpdates.ApplyAsync(engine, seeded, seeded.Run("a"), "succeeded", null, output);
        await engine.Get<CompletePrediction>().RunAsync(seeded.PredictionId, default);
        return seeded;
    }

    private Task<string> ReadAsync(SeededGeneration seeded, string column) =>
        engine.QueryAsync<string>($"select {column} from generations where id = @Id", seeded);

    private Task<string> DetailAsync(SeededGeneration seeded, string code) => engine.QueryAsync<string>(
        "select detail from generation_events where generation_id = @Id and code = @code", new { seeded.Id, code });
}
