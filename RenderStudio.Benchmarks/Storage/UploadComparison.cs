using System.Diagnostics;
using RenderStudio.Benchmarks.Generations;
using RenderStudio.Core.Imaging;
using RenderStudio.Core.Storage;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>
/// The same 10 MB through the app and straight into storage, in turns. A PNG of noise is written anew as just as many
/// bytes, so that both ways store the same; what the app spends on the pixels is told by its own trace and taken off.
/// </summary>
internal static class UploadComparison
{
    private const int WarmUps = 5, Rounds = 41;

    internal static async Task RunAsync(AppInProcess app)
    {
        var photo = Photos.NoisePng(AssetKind.MaxBytes);
        using var http = new HttpClient(new SocketsHttpHandler());
        using var finishing = new Finishing();
        List<double> ours = [], straight = [], ratios = [];
        for (var round = -WarmUps; round < Rounds; round++)
        {
            var first = round % 2 == 0 ? await StraightAsync(app, http, photo) : 0;
            var through = await ThroughAsync(app, photo, finishing);
            var bare = first > 0 ? first : await StraightAsync(app, http, photo);
            if (round < 0)
                continue;
            ours.Add(through);
            straight.Add(bare);
            ratios.Add(through / bare);
        }

        Console.WriteLine($"{"upload",-40} {photo.Length / 1e6:F1} MB in {At(ours, .5):F0} ms and "
            + $"{At(finishing.Milliseconds, .5):F0} ms of finishing beside {At(straight, .5):F0} ms straight, "
            + $"{At(ratios, .5):F2} × ({At(ratios, .25):F2} to {At(ratios, .75):F2}; promised: 1.3)");
    }

    private static async Task<double> ThroughAsync(AppInProcess app, byte[] photo, Finishing finishing)
    {
        using var form = StorageBenchmark.Form(photo);
        var since = Stopwatch.GetTimestamp();
        using var answer = await app.Client.PostAsync(StorageBenchmark.Upload, form);
        var took = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        answer.EnsureSuccessStatusCode();
        return took - finishing.Milliseconds[^1];
    }

    private static async Task<double> StraightAsync(AppInProcess app, HttpClient http, byte[] photo)
    {
        var link = app.Get<BlobFiles>().SignCreate(
            StudioContainers.Private, $"straight/{Guid.NewGuid()}", TimeProvider.System.GetUtcNow().AddHours(1));
        using var request = new HttpRequestMessage(HttpMethod.Put, link) { Content = new ByteArrayContent(photo) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        var since = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        var took = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        answer.EnsureSuccessStatusCode();
        return took;
    }

    private static double At(List<double> values, double part) => values.Order().ElementAt((int)(values.Count * part));

    /// <summary>What each picture's finishing took, one after the other.</summary>
    private sealed class Finishing : IDisposable
    {
        private readonly ActivityListener listener;

        internal Finishing()
        {
            listener = new()
            {
                ShouldListenTo = source => source.Name == PictureGate.TraceSource,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity => Milliseconds.Add(activity.Duration.TotalMilliseconds),
            };
            ActivitySource.AddActivityListener(listener);
        }

        internal List<double> Milliseconds { get; } = [];

        public void Dispose() => listener.Dispose();
    }
}
