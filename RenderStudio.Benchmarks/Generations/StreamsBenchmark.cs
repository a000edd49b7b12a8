using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Benchmarks.Generations;

/// <summary>
/// Measures event streams on one generation: statements per second, and the latency of other requests.
/// </summary>
internal sealed class StreamsBenchmark : IBenchmark
{
    private const int Streams = 1000, WarmUp = 200, Reads = 1000;
    private const string Address = "/api/v1/generations";

    public string Name => "streams";

    public string Purpose => "1,000 event streams on one generation: statements per second, p50 of other requests";

    public async Task RunAsync(string[] arguments)
    {
        await using var app = await AppInProcess.StartAsync(durable: false);
        using var submitted = await app.Client.PostAsJsonAsync(
            Address, new { mode = "imagine", prompt = SubmitBenchmark.Prompt, style = "japandi" });
        var generation = (await submitted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();

        await ReadsAsync(app, WarmUp);
        var without = await ReadsAsync(app, Reads);
        var streams = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => OpenAsync(app, generation)));
        var rate = await StatementsPerSecondAsync(app);
        var with = await ReadsAsync(app, Reads);
        foreach (var stream in streams)
            stream.Dispose();

        Console.WriteLine($"  statements with {Streams} streams  {rate,6:F1} per second (limit: 5)");
        Console.WriteLine($"  GET of a list, p50    {without,6:F2} ms without streams, {with:F2} ms with {Streams}: "
            + $"{with / without:F2} × (limit: 2 ×)");
    }

    private static async Task<double> StatementsPerSecondAsync(AppInProcess app)
    {
        using var statements = new Statements(app.Database);
        var since = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(10));
        return statements.Sent.Count / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static async Task<HttpResponseMessage> OpenAsync(AppInProcess app, Guid generation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Address}/{generation}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        var answer = await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.EnsureSuccessStatusCode();
    }

    private static async Task<double> ReadsAsync(AppInProcess app, int count)
    {
        List<double> times = [];
        for (var i = 0; i < count; i++)
        {
            var since = Stopwatch.GetTimestamp();
            using var answer = await app.Client.GetAsync($"{Address}?limit=1");
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return times.Order().ElementAt(count / 2);
    }
}
