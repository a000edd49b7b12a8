using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Local.Children;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Leaks;

namespace RenderStudio.Tests.Scenarios;

/// <summary>The worker process ends while its host continues, as after a crash of the app.</summary>
public sealed class WorkerCrashScenario
{
    [Fact]
    public async Task A_generation_whose_worker_process_is_killed_succeeds_with_one_run_under_the_same_host()
    {
        await using var studio = await StudioProcess.StartAsync("--ephemeral");
        using var owner = await studio.ClientAsync();
        var before = await studio.StatusAsync();
        using var slow = await studio.Local.PutAsJsonAsync(
            new Uri(before.ReplicateUrl, "/_sim/settings"), new { predictMs = 2_000 });
        slow.EnsureSuccessStatusCode();
        using var submitted = await owner.PostAsJsonAsync(
            "/api/v1/generations", new { mode = "imagine", prompt = "a hallway", variants = 2 });
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        var self = submitted.Headers.Location!.AbsolutePath;
        await StatusBecomesAsync(owner, self, "running");

        new Signal(9).SendTo(before.Instances[0].Pid);

        await StatusBecomesAsync(owner, self, "succeeded");
        var after = await studio.StatusAsync();
        Assert.NotEqual(before.Instances[0].Pid, after.Instances[0].Pid);
        Assert.Equal(before.Instances[0].HostPid, after.Instances[0].HostPid);
        var bought = await studio.Local.GetFromJsonAsync<JsonElement>(
            new Uri(before.ReplicateUrl, "/_sim/predictions"));
        Assert.Single(bought.GetProperty("items").EnumerateArray());
        await studio.LeaksNothingAsync();
    }

    private static Task<string?> StatusBecomesAsync(HttpClient owner, string path, string status) =>
        Eventually.BecomesAsync(() => StatusAsync(owner, path), now => now == status, within: TimeSpan.FromSeconds(90));

    /// <returns>Null for a request that failed because the worker process ended.</returns>
    private static async Task<string?> StatusAsync(HttpClient owner, string path)
    {
        using var answer = await owner.GetAsync(path);
        return answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()
            : null;
    }
}
