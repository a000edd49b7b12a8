using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace RenderStudio.Benchmarks.Generations;

/// <summary>Compares submits by API key, with a monthly cap, with submits of the same owner by token.</summary>
internal sealed class KeySubmits(AppInProcess app, QueueSends queue)
{
    public async Task RunAsync()
    {
        using var program = new HttpClient(new SocketsHttpHandler()) { BaseAddress = app.Client.BaseAddress };
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await KeyAsync());
        List<double> byToken = [], byKey = [];
        for (var round = -SubmitBenchmark.WarmUp; round < SubmitBenchmark.Rounds; round++)
        {
            var isKeyFirst = round % 2 == 0;
            var first = await TimeAsync(isKeyFirst ? program : app.Client);
            var second = await TimeAsync(isKeyFirst ? app.Client : program);
            if (round % 10 == 0)
                await SubmitBenchmark.FinishAllAsync(app);
            if (round < 0)
                continue;
            byKey.Add(isKeyFirst ? first : second);
            byToken.Add(isKeyFirst ? second : first);
        }

        SubmitBenchmark.Print("submit by token", byToken);
        SubmitBenchmark.Print("submit by API key", byKey);
        Console.WriteLine($"  p50 {Ratio(50):F2} × (limit: 1.1 ×), p99 {Ratio(99):F2} ×");

        double Ratio(int percentile) =>
            SubmitBenchmark.At(byKey, percentile) / SubmitBenchmark.At(byToken, percentile);
    }

    /// <summary>Without the time to send the queue message.</summary>
    private async Task<double> TimeAsync(HttpClient client) =>
        await SubmitBenchmark.TimeAsync(async () => (await SubmitBenchmark.SubmitAsync(client)).Dispose()) - queue.Last;

    private async Task<string> KeyAsync()
    {
        using var created = await app.Client.PostAsJsonAsync("/api/v1/api-keys", new
        {
            name = "Benchmark",
            scopes = new[] { "generate" },
            monthlyCreditCap = 1_000_000,
        });
        return (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
    }
}
