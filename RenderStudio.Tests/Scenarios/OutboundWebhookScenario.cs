using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.Deliveries;
using RenderStudio.Testing.InProcess;
using RenderStudio.Tests.Deliveries;

namespace RenderStudio.Tests.Scenarios;

/// <summary>An owner's own server receives the events of its generations.</summary>
public sealed class OutboundWebhookScenario(SharedStudio shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_server_receives_and_verifies_the_end_of_a_generation_misses_two_events_and_replays_them()
    {
        var studio = await shared.RunningAsync();
        using var http = await studio.ClientAsync();
        using var user = new StudioUser(http);
        await using var server = await OwnersServer.StartAsync();
        using var response = await http.PostAsJsonAsync("/api/v1/webhook-endpoints", new
        {
            url = server.Url.AbsoluteUri,
            events = new[] { "generation.succeeded" },
        });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var endpoint = await response.Content.ReadFromJsonAsync<JsonElement>();
        var deliveries = $"/api/v1/webhook-endpoints/{endpoint.Text("id")}/deliveries";

        var first = await SucceededAsync(user, "a room with a view");
        var received = Assert.Single(await server.ReceivesAsync(1, Patience));
        Assert.Equal(first, received.Json.GetProperty("data").GetProperty("generationId").GetString());
        Assert.Equal(
            [$"valid generation.succeeded {received.Id}"],
            await OfficialVerifiers.ByNpmAsync((endpoint.Text("secret"), received)));

        server.Respond(503, "maintenance");
        string[] missed = [await SucceededAsync(user, "a red room"), await SucceededAsync(user, "a blue room")];
        var failing = await Eventually.BecomesAsync(
            () => ItemsAsync(user, $"{deliveries}?status=pending"),
            items => items.Count == 2 && items.All(HasResponse), Patience);
        Assert.All(failing, item => Assert.Equal(
            (503, "maintenance"), (item.GetProperty("responseStatus").GetInt32(), item.Text("responseBody"))));

        server.Respond(200);
        var before = server.Received.Length;
        foreach (var item in failing)
            (await http.PostAsync($"{deliveries}/{item.Text("id")}/replay", null)).EnsureSuccessStatusCode();
        await Eventually.BecomesAsync(
            () => ItemsAsync(user, $"{deliveries}?status=succeeded"), items => items.Count == 3, Patience);

        var late = server.Received[before..].DistinctBy(one => one.Id).ToList();
        Assert.Equal(failing.Select(item => item.Text("eventId")).Order(), late.Select(one => one.Id).Order());
        Assert.Equal(
            missed.Order(),
            late.Select(one => one.Json.GetProperty("data").GetProperty("generationId").GetString()).Order());
        Assert.All(
            await OfficialVerifiers.ByNpmAsync([.. late.Select(one => (endpoint.Text("secret"), one))]),
            line => Assert.StartsWith("valid generation.succeeded", line));
    }

    // Each try is counted before it begins, so attempts alone do not tell that there is a response.
    private static bool HasResponse(JsonElement delivery) =>
        delivery.GetProperty("responseStatus").ValueKind == JsonValueKind.Number;

    private static async Task<string> SucceededAsync(StudioUser user, string prompt) =>
        (await user.SucceededAsync(await user.SubmitAsync(new { mode = "imagine", prompt }))).Text("id");

    private static async Task<IReadOnlyList<JsonElement>> ItemsAsync(StudioUser user, string path) =>
        [.. (await user.GetAsync(path)).GetProperty("items").EnumerateArray()];
}
