using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Benchmarks.Generations;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Storage;
using RenderStudio.Tests.Support;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>Uploads, public pictures and links beside bare Azurite, and the memory of large photos.</summary>
internal sealed class StorageBenchmark : IBenchmark
{
    private const int Rounds = 15, Downloads = 240, Readers = 8, LinkRounds = 100;

    public string Name => "storage";

    public string Purpose => "uploads, the public proxy and signed links against bare Azurite; memory of large photos";

    public async Task RunAsync(string[] arguments)
    {
        Libvips.Start(LoaderPolicy.Photos);
        await using (var app = await AppInProcess.StartAsync(durable: true))
        {
            await UploadAsync(app);
            await ProxyAsync(app);
            await LinksAsync(app);
        }

        await PhotoMemory.MeasureAsync("four photos of 12 megapixels at once", 4000, 3000, count: 4, promised: 300);
        await PhotoMemory.MeasureAsync("one photo of 40 megapixels", 7300, 5479, count: 1, promised: 450);
    }

    private static async Task UploadAsync(AppInProcess app)
    {
        var photo = Photos.Noise(AssetKind.MaxBytes);
        List<double> ours = [], finishing = [], straight = [];
        for (var round = -3; round < Rounds; round++)
        {
            var upload = await TimeAsync(() => SendAsync(app, photo));
            var clean = await TimeAsync(() => Task.Run(() => PictureCleaning.Clean(photo)));
            var bare = await TimeAsync(() => app.Get<BlobFiles>().CreateAsync(
                StudioContainers.Private, $"straight/{Guid.NewGuid()}", photo, "image/jpeg", default));
            if (round < 0)
                continue;
            ours.Add(upload);
            finishing.Add(clean);
            straight.Add(bare);
        }

        var streaming = Median(ours) - Median(finishing);
        Tell("upload", $"{photo.Length / 1e6:F1} MB in {Median(ours):F0} ms, "
            + $"of which finishing {Median(finishing):F0} ms; the rest is {streaming / Median(straight):F2} × {Median(straight):F0} ms straight (promised: 1.3)");
    }

    private static async Task ProxyAsync(AppInProcess app)
    {
        var content = new byte[1024 * 1024];
        Random.Shared.NextBytes(content);
        var render = await StoredRender.CreateAsync(Engine.Within(app.Services), files: 1, _ => content);
        await app.Get<ChangeVisibility>().RunAsync(render.Id, render.OwnerId, isPublic: true, default);
        using var http = new HttpClient(new SocketsHttpHandler());
        var link = app.Get<BlobFiles>().SignRead(
            StudioContainers.Public, render.Paths[0], TimeProvider.System.GetUtcNow().AddHours(1));
        var address = new Uri(app.Client.BaseAddress!, $"/api/v1/assets/renders/{render.Id}/0.webp");
        List<double> ours = [], straight = [];
        for (var round = -1; round < 5; round++)
        {
            var bare = await ReadAsync(http, link);
            var proxied = await ReadAsync(http, address);
            if (round < 0)
                continue;
            straight.Add(bare);
            ours.Add(proxied);
        }

        Tell("proxy at 1 MB", $"{Median(ours):F0} MB/s beside {Median(straight):F0} MB/s straight, "
            + $"{Median(ours) / Median(straight):F2} × (promised: at least 0.6)");
    }

    private static async Task LinksAsync(AppInProcess app)
    {
        List<Guid> ids = [];
        var photo = Photos.Soft(64, 64);
        for (var number = 0; number < SignLinks.Most; number++)
            ids.Add((await SendAsync(app, photo)).GetProperty("id").GetGuid());
        List<double> times = [];
        for (var round = -20; round < LinkRounds; round++)
        {
            var time = await TimeAsync(async () => (await app.Client.PostAsJsonAsync(
                "/api/v1/storage/signed-urls", new { ids })).EnsureSuccessStatusCode());
            if (round >= 0)
                times.Add(time);
        }

        Tell("100 signed links", $"{Median(times):F1} ms (promised: at most 5 ms)");
    }

    private static async Task<JsonElement> SendAsync(AppInProcess app, byte[] photo)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("input"), "kind" },
            { new ByteArrayContent(photo), "file", "photo.jpg" },
        };
        var answer = await app.Client.PostAsync("/api/v1/storage/upload", form);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <returns>Megabytes a second.</returns>
    private static async Task<double> ReadAsync(HttpClient http, Uri address)
    {
        var milliseconds = await TimeAsync(() => Task.WhenAll(Enumerable.Range(0, Readers).Select(async _ =>
        {
            for (var number = 0; number < Downloads / Readers; number++)
            {
                await using var body = await http.GetStreamAsync(address);
                await body.CopyToAsync(Stream.Null);
            }
        })));
        return Downloads / (milliseconds / 1000);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var since = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Tell(string what, string figures) => Console.WriteLine($"{what,-40} {figures}");
}
