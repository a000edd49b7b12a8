using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.Imaging.Corpus;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Assets;

/// <summary>
/// Small files that are expensive to decode, as uploads and as model outputs. Each is processed within limits of time
/// and memory while other owners are served.
/// </summary>
public sealed class BloatedPictureTests(Services services) : IAsyncLifetime
{
    private const int MostMegabytes = 64;

    // The guarantee is one second on an idle machine. Processor time hardly depends on other load.
    private static readonly TimeSpan MostProcessorTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    private static readonly string[] Names =
    [
        "PNG with 99 zTXt of 49 MB", "PNG with 99 iTXt of 49 MB", "PNG with a profile of 49 MB",
        "progressive JPEG of 500 scans", "progressive JPEG of 5,000 scans", "PNG of 16383×1", "PNG of 1×16383",
        "animated WebP of 40,000 frames", "animated WebP of 100,000 frames",
        "PNG with alpha of 12 megapixels", "PNG with alpha of 40 megapixels",
        "WebP with alpha of 12 megapixels", "WebP with alpha of 40 megapixels",
        "JPEG whose EXIF points at itself 5,400 times", "PNG whose EXIF points at itself 5,400 times",
    ];

    private readonly Dictionary<string, CorpusFile> files = CorpusFile.All.ToDictionary(file => file.Name);
    private readonly Dictionary<string, byte[]> bytes = [];
    private WebApplication outputs = null!;
    private RunningApp app = null!;
    private ChildApp child = null!;

    public async ValueTask InitializeAsync()
    {
        foreach (var name in Names)
            bytes[name] = files[name].Make();
        bytes["warm"] = Drawing.Quarters(96, 64).EncodePng();
        outputs = await ServeOutputsAsync();
        app = await RunningApp.StartAsync(services);
        child = await ChildApp.StartAsync(new Dictionary<string, string?>(app.Settings)
        {
            ["Replicate:DevelopmentOutputOrigin"] = outputs.Urls.Single(),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        await app.DisposeAsync();
        await outputs.DisposeAsync();
    }

    [Fact]
    public async Task Bloated_uploads_are_answered_within_the_time_and_memory_limits()
    {
        using var owner = child.ClientOf("bloated-uploads");
        await MeasureAsync(async name =>
        {
            using var answer = await owner.UploadAsync(bytes[name]);
            return answer.StatusCode == HttpStatusCode.Created ? CorpusFile.Ok : await CodeAsync(answer);
        }, file => file.AsInput);
    }

    [Fact]
    public async Task Bloated_model_outputs_are_processed_within_the_time_and_memory_limits() =>
        await MeasureAsync(
            async name => await DeliverAsync(name) ? CorpusFile.Ok : "refused",
            file => file.AsOutput == CorpusFile.Ok ? CorpusFile.Ok : "refused");

    [Fact]
    public async Task Other_owners_are_served_while_bloated_pictures_are_processed()
    {
        using var owner = child.ClientOf("bloated");
        using var other = child.ClientOf("bloated-other");
        var work = Task.WhenAll(Names.SelectMany(
            name => new Task[] { owner.UploadAsync(bytes[name]), DeliverAsync(name) }));
        var served = 0;
        do
        {
            var since = Stopwatch.GetTimestamp();
            await other.UploadedAsync(bytes["warm"]);
            Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, MostWait);
            served++;
        }
        while (!work.IsCompleted);

        await work;
        Assert.True(served > 1);
    }

    /// <summary>Processes the files one after the other, so that each has its own measurements.</summary>
    private async Task MeasureAsync(Func<string, Task<string>> answer, Func<CorpusFile, string> expected)
    {
        await answer("warm");
        var idle = child.Megabytes;
        List<string> wrong = [];
        foreach (var name in Names)
        {
            child.ResetPeak();
            var before = child.ProcessorTime;
            var given = await answer(name);
            var (time, above) = (child.ProcessorTime - before, child.PeakMegabytes - idle);
            if (given != expected(files[name]) || time > MostProcessorTime || above > MostMegabytes)
                wrong.Add($"{name}: {given}, {time.TotalSeconds:F2} s, {above} MB");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <returns>True if the output became a picture.</returns>
    private async Task<bool> DeliverAsync(string name)
    {
        var seeded = await SeededGeneration.CreateAsync(app.Engine, variantsEach: 1);
        var output = new Uri(new Uri(outputs.Urls.Single()), Uri.EscapeDataString(name));
        var delivery = SignedDelivery.For(app, seeded.PredictionId, seeded.Run("bloated"), "succeeded");
        using var client = child.Client();
        using var heard = await (delivery with
        {
            Body = JsonSerializer.Serialize(new { id = delivery.Run, status = "succeeded", output = new[] { output } }),
        }).SendAsync(client);
        Assert.Equal(HttpStatusCode.OK, heard.StatusCode);
        using var done = await client.PostAsync($"{AppChild.CompletePath}/{seeded.PredictionId}", null);
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        return await app.QueryAsync<string>("select status from generations where id = @Id", seeded) == "succeeded";
    }

    private async Task<WebApplication> ServeOutputsAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.MapGet("/{name}", (string name) => Results.Bytes(bytes[name], "image/png"));
        await server.StartAsync();
        return server;
    }

    private static async Task<string> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("code");
}
