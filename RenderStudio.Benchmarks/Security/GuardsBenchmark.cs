using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Deliveries;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.Billing;

namespace RenderStudio.Benchmarks.Security;

/// <summary>
/// Measures what every request from the public network costs before anything else happens: signatures of webhooks at
/// 10 kB, and the check of an address that an owner writes or a name resolves to.
/// </summary>
internal sealed class GuardsBenchmark : IBenchmark
{
    private const int BodyBytes = 10 * 1024, Passes = 25, CallsPerPass = 2_000;
    private const double MostPerWebhook = 100, MostPerAddress = 10;
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    private static readonly string[] Addresses =
    [
        "https://hooks.example.com/render?key=a", "https://8.8.8.8/", "https://[2606:4700::1111]:8443/",
        "https://xn--mnchen-3ya.example/", "https://127.0.0.1/", "https://0x7f000001/", "https://[::ffff:10.0.0.1]/",
        "https://user@hooks.example.com/", "https://metadata.google.internal./", "https://hooks.example.com:22/",
    ];

    public string Name => "guards";

    public string Purpose => $"verification of webhooks (limit: {MostPerWebhook} µs) and addresses ({MostPerAddress} µs)";

    public Task RunAsync(string[] arguments)
    {
        var body = Encoding.ASCII.GetBytes($$"""{"id":"run","text":"{{new string('x', BodyBytes - 22)}}"}""");
        var now = TimeProvider.System.GetUtcNow();
        var timestamp = $"{now.ToUnixTimeSeconds()}";
        var replicate = new WebhookSignature([Secret, Secret], TimeProvider.System);
        var signed = WebhookSignature.Sign(Secret, Id, timestamp, body);
        var forged = $"v1,{(signed[3] == 'A' ? 'B' : 'A')}{signed[4..]}";
        var stripe = new StripeSignature(
            Options.Create(new BillingOptions { WebhookSecrets = ["whsec_before", StripeBody.Secret] }),
            TimeProvider.System);
        var header = StripeBody.Sign(Encoding.ASCII.GetString(body), now);
        Console.WriteLine($"""
            Best of {Passes} passes of {CallsPerPass} calls; webhooks have {body.Length / 1024} kB and two secrets:

            | Guard | Time | Allocated | Limit |
            |---|---|---|---|
            """);
        bool[] kept =
        [
            Measure("webhook of Replicate", MostPerWebhook, _ => replicate.Verify(Id, timestamp, signed, body)),
            Measure("webhook of Stripe", MostPerWebhook, _ => stripe.Verify(header, body)),
            Measure("signature of an outbound webhook", MostPerWebhook,
                _ => WebhookSignature.Sign(Secret, Id, timestamp, body).Length > 0),
            Measure("forged webhook of Replicate", MostPerWebhook,
                _ => !replicate.Verify(Id, timestamp, forged, body)),
            Measure("written address", MostPerAddress,
                call => EndpointUrl.Read(Addresses[call % Addresses.Length], false) is var _),
            Measure("resolved address", MostPerAddress, call => InternetAddress.IsPublic(Hosts[call % Hosts.Length]) is var _),
        ];
        Environment.ExitCode = kept.All(one => one) ? 0 : 1;
        return Task.CompletedTask;
    }

    private static System.Net.IPAddress[] Hosts { get; } =
    [
        .. new[] { "8.8.8.8", "10.0.0.1", "169.254.169.254", "2606:4700::1111", "::ffff:127.0.0.1", "2002:7f00:1::" }
            .Select(System.Net.IPAddress.Parse),
    ];

    /// <param name="call">Returns whether the guard decided as expected.</param>
    private static bool Measure(string name, double limit, Func<int, bool> call)
    {
        var best = double.MaxValue;
        var before = 0L;
        for (var pass = 0; pass < Passes; pass++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            var since = Stopwatch.GetTimestamp();
            for (var number = 0; number < CallsPerPass; number++)
            {
                if (!call(number))
                    throw new InvalidOperationException($"The guard decided wrongly: {name}.");
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(since).TotalMicroseconds / CallsPerPass);
        }

        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)CallsPerPass;
        Console.WriteLine($"| {name} | {best:F2} µs | {allocated / 1024:F1} kB | {limit:F0} µs |");
        return best <= limit;
    }
}
