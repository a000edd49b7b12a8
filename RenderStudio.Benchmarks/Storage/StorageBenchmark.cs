using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Benchmarks.Generations;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>
/// Compares uploads, public pictures and links with Azurite alone, and measures the memory of large photos.
/// </summary>
internal sealed class StorageBenchmark : IBenchmark
{
    private const int Downloads = 240, Readers = 8, LinkRounds = 100;

    internal const string Upload = "/api/v1/storage/upload";

    public string Name => "storage";

    public string Purpose =>
        "uploads, the public proxy and signed links against Azurite alone; memory of photos and invalid files";

    public async Task RunAsync(string[] arguments)
    {
        Libvips.Start(LoaderPolicy.Photos);
        await using (var app = await AppInProcess.StartAsync(durable: true))
        {
            await UploadComparison.RunAsync(app);
            await ProxyAsync(app);
            await LinksAsync(app);
        }

        await AppMemory.MeasureAsync("four photos of 12 megapixels, in parallel", limit: 300, owner =>
            UploadAllAsync(owner, [.. Enumerable.Repeat(Photos.Soft(4000, 3000), 4)]));
        await AppMemory.MeasureAsync("four rotated photos of 12 megapixels", limit: 300, owner =>
            UploadAllAsync(owner, [.. Enumerable.Repeat(Photos.OfPhone(4000, 3000), 4)]));
        await AppMemory.MeasureAsync("one photo of 40 megapixels", limit: 450, owner =>
            UploadAllAsync(owner, [Photos.Soft(7300, 5479)]));
        await AppMemory.MeasureAsync("one rotated photo of 40 megapixels", limit: 450, owner =>
            UploadAllAsync(owner, [Photos.OfPhone(7300, 5479)]));
        await AppMemory.MeasureAsync("all invalid and unusual files, four at a time", limit: 450, async owner =>
        {
            var files = BadFiles.All.Select(file => file.Make()).Concat(OddFiles.Names.Select(OddFiles.Of));
            foreach (var some in files.Chunk(4))
                await UploadInParallelAsync(owner, some);
        });
    }

    private static async Task UploadAllAsync(HttpClient owner, byte[][] files)
    {
        foreach (var status in await UploadInParallelAsync(owner, files))
        {
            if (status != HttpStatusCode.Created)
                throw new InvalidOperationException($"The upload was answered {status}.");
        }
    }

    private static Task<HttpStatusCode[]> UploadInParallelAsync(HttpClient owner, byte[][] files) =>
        Task.WhenAll(files.Select(async file =>
        {
            using var form = Form(file);
            using var answer = await owner.PostAsync(Upload, form);
            return answer.StatusCode;
        }));

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
        List<double> throughApp = [], direct = [];
        for (var round = -1; round < 5; round++)
        {
            var bare = await ReadAsync(http, link);
            var proxied = await ReadAsync(http, address);
            if (round < 0)
                continue;
            direct.Add(bare);
            throughApp.Add(proxied);
        }

        Print("proxy at 1 MB", $"{Median(throughApp):F0} MB/s against {Median(direct):F0} MB/s directly, "
            + $"{Median(throughApp) / Median(direct):F2} × (limit: at least 0.6)");
    }

    private static async Task LinksAsync(AppInProcess app)
    {
        List<Guid> ids = [];
        var photo = Photos.Soft(64, 64);
        for (var number = 0; number < SignLinks.MaxIds; number++)
            ids.Add((await SendAsync(app, photo)).GetProperty("id").GetGuid());
        List<double> times = [];
        for (var round = -20; round < LinkRounds; round++)
        {
            var time = await TimeAsync(async () => (await app.Client.PostAsJsonAsync(
                "/api/v1/storage/signed-urls", new { ids })).EnsureSuccessStatusCode());
            if (round >= 0)
                times.Add(time);
        }

        Print("100 signed links", $"{Median(times):F1} ms (limit: 5 ms)");
    }

    private static async Task<JsonElement> SendAsync(AppInProcess app, byte[] photo)
    {
        using var form = Form(photo);
        var answer = await app.Client.PostAsync(Upload, form);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    internal static MultipartFormDataContent Form(byte[] photo) => new()
    {
        { new StringContent("input"), "kind" },
        { new ByteArrayContent(photo), "file", "photo.jpg" },
    };

    /// <returns>Megabytes per second.</returns>
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

    private static void Print(string what, string figures) => Console.WriteLine($"{what,-40} {figures}");
}
