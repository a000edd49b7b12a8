using System.Diagnostics;
using RenderStudio.Benchmarks.Generations;
using RenderStudio.Core.Assets;
using RenderStudio.Core.Blobs;
using RenderStudio.Core.Imaging;

namespace RenderStudio.Benchmarks.Storage;

/// <summary>
/// Uploads the same 10 MB alternately through the app, directly to storage with an MD5 check (as the app stores
/// files), and directly without one. Cleaning a PNG of noise produces the same number of bytes, so all three store
/// the same. The time that the app spends on pixels is read from its trace and subtracted.
/// </summary>
internal static class UploadComparison
{
    private const int WarmUps = 5, Rounds = 41;

    internal static async Task RunAsync(AppInProcess app)
    {
        var photo = Photos.NoisePng(AssetKind.MaxBytes);
        using var http = new HttpClient(new SocketsHttpHandler());
        using var finishing = new Finishing();
        List<(double ThroughApp, double Verified, double Bare)> rounds = [];
        for (var round = -WarmUps; round < Rounds; round++)
        {
            var verified = await VerifiedAsync(app, photo);
            var throughApp = await ThroughAsync(app, photo, finishing);
            var bare = await BareAsync(app, http, photo);
            if (round >= 0)
                rounds.Add((throughApp, verified, bare));
        }

        var median = At(rounds.Select(one => one.ThroughApp));
        Console.WriteLine($"{"upload",-40} {photo.Length / 1e6:F1} MB in {median:F0} ms and "
            + $"{At(finishing.Milliseconds):F0} ms of picture processing");
        Print("  against direct, verified (limit: 1.3)", rounds.Select(one => (one.ThroughApp, one.Verified)));
        Print("  against a plain PUT", rounds.Select(one => (one.ThroughApp, one.Bare)));
    }

    private static void Print(string what, IEnumerable<(double ThroughApp, double Direct)> rounds)
    {
        var ratios = rounds.Select(one => one.ThroughApp / one.Direct);
        Console.WriteLine($"{what,-40} {At(rounds.Select(one => one.Direct)):F0} ms, {At(ratios):F2} × "
            + $"(half of the rounds {At(ratios, .25):F2} to {At(ratios, .75):F2})");
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

    private static async Task<double> VerifiedAsync(AppInProcess app, byte[] photo)
    {
        var since = Stopwatch.GetTimestamp();
        await app.Get<BlobFiles>().CreateAsync(
            StudioContainers.Private, $"direct/{Guid.NewGuid()}", photo, "image/png", default);
        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    private static async Task<double> BareAsync(AppInProcess app, HttpClient http, byte[] photo)
    {
        var link = app.Get<BlobFiles>().SignCreate(
            StudioContainers.Private, $"direct/{Guid.NewGuid()}", TimeProvider.System.GetUtcNow().AddHours(1));
        using var request = new HttpRequestMessage(HttpMethod.Put, link) { Content = new ByteArrayContent(photo) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        var since = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request);
        var took = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        answer.EnsureSuccessStatusCode();
        return took;
    }

    private static double At(IEnumerable<double> values, double part = .5) =>
        values.Order().ElementAt((int)(values.Count() * part));

    /// <summary>Durations of picture processing, in order.</summary>
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
