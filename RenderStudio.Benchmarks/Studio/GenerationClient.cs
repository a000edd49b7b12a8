using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace RenderStudio.Benchmarks.Studio;

/// <summary>Submits generations of one owner, one at a time.</summary>
internal sealed class GenerationClient(HttpClient client) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns the seconds from the submit to the first response with the status <c>succeeded</c>.</summary>
    public async Task<double> SubmitAndWaitAsync()
    {
        var since = Stopwatch.GetTimestamp();
        var generation = await SubmitAsync();
        while (generation.GetProperty("status").GetString() is not "succeeded" and var status)
        {
            if (status is "failed" or "canceled")
                throw new InvalidOperationException($"A generation did not succeed: {generation}");
            await Task.Delay(Pause);
            generation = await client.GetFromJsonAsync<JsonElement>(
                $"/api/v1/generations/{generation.GetProperty("id").GetString()}");
        }
        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    public void Dispose() => client.Dispose();

    private async Task<JsonElement> SubmitAsync()
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/generations",
            new { mode = "imagine", prompt = "A reading corner with a green armchair", variants = 2 });
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(body)
            : throw new InvalidOperationException($"The submit was answered {(int)answer.StatusCode}: {body}");
    }
}
