using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;
using RenderStudio.Benchmarks.Generations;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Benchmarks.Limits;

/// <summary>
/// Sends unsigned webhook posts at a fixed rate and signed ones at the same time, all over loopback, and measures how
/// long the signed ones take.
/// </summary>
internal sealed class FloodBenchmark : IBenchmark
{
    private const int Unsigned = 5000, Signed = 600, Megabyte = 1024 * 1024, MaxOpen = 64;

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);
    private static readonly byte[] Body = new byte[Megabyte];

    public string Name => "flood";

    public string Purpose => "5,000 unsigned webhook posts of 1 MB in a minute: time of signed ones, statements";

    public async Task RunAsync(string[] arguments)
    {
        await using var app = await AppInProcess.StartAsync(durable: true);
        await SignedAsync(app);
        var alone = await PacedAsync(Signed / 10, Duration / 10, () => SignedAsync(app));
        var (unsigned, statements) = (0, 0);
        IReadOnlyList<double> during;
        using (var sent = new Statements(app.Database))
        {
            var flood = PacedAsync(Unsigned, Duration, async () =>
            {
                await UnsignedAsync(app);
                return Interlocked.Increment(ref unsigned);
            });
            during = await PacedAsync(Signed, Duration, () => SignedAsync(app));
            await flood;
            statements = sent.Sent.Count;
        }

        Console.WriteLine($"  unsigned posts of 1 MB, rejected   {unsigned} in {Duration.TotalSeconds:0} s");
        Console.WriteLine($"  signed deliveries alone            {Text(alone)}");
        Console.WriteLine($"  signed deliveries during the flood {Text(during)} (limit: p99 below 1,000 ms)");
        Console.WriteLine($"  statements per signed delivery     {(double)statements / during.Count:F2}");
        using var only = new Statements(app.Database);
        await PacedAsync(Unsigned / 10, Duration / 10, async () =>
        {
            await UnsignedAsync(app);
            return 0;
        });
        Console.WriteLine($"  statements of {Unsigned / 10} unsigned posts alone  {only.Sent.Count} (limit: 0)");
    }

    private static string Text(IReadOnlyList<double> times)
    {
        var sorted = times.Order().ToList();
        return $"p50 {sorted[sorted.Count / 2],7:F2} ms, p99 {sorted[sorted.Count * 99 / 100],7:F2} ms, "
            + $"longest {sorted[^1],7:F2} ms";
    }

    /// <summary>Starts calls at equal intervals; a call that is due while too many are open starts later.</summary>
    private static async Task<IReadOnlyList<double>> PacedAsync<T>(int count, TimeSpan over, Func<Task<T>> call)
        where T : struct
    {
        using var open = new SemaphoreSlim(MaxOpen);
        var (calls, since) = (new List<Task<double>>(), Stopwatch.GetTimestamp());
        for (var number = 0; number < count; number++)
        {
            var early = (over / count * number) - Stopwatch.GetElapsedTime(since);
            if (early > TimeSpan.Zero)
                await Task.Delay(early);
            await open.WaitAsync();
            calls.Add(TimedAsync(call, open));
        }

        return await Task.WhenAll(calls);
    }

    private static async Task<double> TimedAsync<T>(Func<Task<T>> call, SemaphoreSlim open)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            await call();
            return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
        }
        finally
        {
            open.Release();
        }
    }

    private static async Task<bool> SignedAsync(AppInProcess app)
    {
        var (id, timestamp) = ($"msg_{Guid.NewGuid():n}", $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}");
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"id":"run-{{id}}","status":"processing"}""");
        var secret = app.Get<IOptions<ReplicateOptions>>().Value.WebhookSecrets[0];
        using var request = Post(app.Get<WebhookAddress>().For(Guid.NewGuid(), attempt: 1)!.PathAndQuery, body);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(secret, id, timestamp, body));
        using var answer = await app.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return true;
    }

    private static async Task UnsignedAsync(AppInProcess app)
    {
        using var request = Post("/api/v1/webhooks/replicate", Body);
        using var answer = await app.Client.SendAsync(request);
        if (answer.StatusCode != HttpStatusCode.Unauthorized)
            throw new InvalidOperationException($"An unsigned post was answered with {answer.StatusCode}.");
    }

    private static HttpRequestMessage Post(string path, byte[] body) =>
        new(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
}
