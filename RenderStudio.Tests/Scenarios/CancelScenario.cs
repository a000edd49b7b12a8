using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Scenarios;

/// <summary>An owner cancels a generation while its run is active.</summary>
public sealed class CancelScenario(SharedStudio shared)
{
    [Fact]
    public async Task An_active_run_is_canceled_at_Replicate_and_the_credits_are_released()
    {
        var studio = await shared.RunningAsync();
        using var http = await studio.ClientAsync();
        var word = $"pantry{Guid.NewGuid():n}";
        var simulator = (await studio.StatusAsync()).ReplicateUrl;
        using var slow = await studio.Local.PutAsJsonAsync(
            new Uri(simulator, "/_sim/settings"), new { overrides = new[] { new { promptContains = word, predictMs = 120_000 } } });
        Assert.True(slow.IsSuccessStatusCode);
        using var submitted = await http.PostAsJsonAsync("/api/v1/generations", new { mode = "imagine", prompt = $"a {word}" });
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        var self = submitted.Headers.Location!.AbsolutePath;
        await StatusBecomesAsync(http, self, "running");

        using var answer = await http.PostAsync($"{self}/cancel", null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await StatusBecomesAsync(http, self, "canceled");
        var usage = await http.GetFromJsonAsync<JsonElement>("/api/v1/usage");
        Assert.Equal((0, 0), (usage.GetProperty("held").GetInt32(), usage.GetProperty("used").GetInt32()));
    }

    private static Task<string?> StatusBecomesAsync(HttpClient http, string path, string status) => Eventually.BecomesAsync(
        async () => (await http.GetFromJsonAsync<JsonElement>(path)).GetProperty("status").GetString(),
        now => now == status, TimeSpan.FromSeconds(15));
}
