using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Npgsql;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Scenarios;

/// <summary>Faults of a running studio that concern one prediction.</summary>
internal static class StudioFaults
{
    /// <summary>
    /// Applies settings of the simulator to predictions whose prompt contains the word; none restores the defaults.
    /// </summary>
    public static async Task SimulateAsync(this StudioProcess studio, string word, object settings)
    {
        var one = JsonSerializer.SerializeToNode(settings)!.AsObject();
        one["promptContains"] = word;
        using var answer = await studio.Local.PutAsJsonAsync(
            new Uri((await studio.StatusAsync()).ReplicateUrl, "/_sim/settings"), new { overrides = new[] { one } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Changes the prediction of a generation once it matches the condition, and then reconciles.</summary>
    public static async Task ReconcileAsync(this StudioProcess studio, Guid id, string change, string once)
    {
        await studio.AgeAsync(id, change, once);
        using var ran = await studio.Local.PostAsync("/local/functions/ReconcilePredictions", null);
        ran.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until the row of the prediction matches the condition, and then changes it.</summary>
    public static async Task AgeAsync(this StudioProcess studio, Guid id, string change, string once)
    {
        await using var connection = new NpgsqlConnection((await studio.StatusAsync()).Postgres);
        await Eventually.BecomesAsync(
            () => connection.ExecuteAsync(
                $"update predictions set {change}, next_check_at = now() where generation_id = @id and {once}",
                new { id }),
            rows => rows == 1);
    }
}
