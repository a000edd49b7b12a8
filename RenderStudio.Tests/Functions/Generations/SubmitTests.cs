using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.App;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Functions.Generations;

public sealed class SubmitTests(Services services)
{
    [Fact]
    public async Task A_prompt_becomes_a_pending_generation_with_its_hold_and_first_event()
    {
        await using var app = await RunningApp.StartAsync(services);
        using var owner = app.ClientOf("ann");

        var answer = await owner.PostAsJsonAsync("/api/v1/generations",
            new { mode = "imagine", prompt = "a nook", style = "japandi", roomType = "living_room", variants = 2 });

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var submitted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("pending", submitted.GetProperty("status").GetString());
        Assert.Equal(2, submitted.GetProperty("credits").GetProperty("held").GetInt32());
        Assert.Equal(18, submitted.GetProperty("credits").GetProperty("remaining").GetInt32());
        var links = submitted.GetProperty("links");
        Assert.Equal(links.GetProperty("self").GetString(), answer.Headers.Location!.ToString());

        var read = await owner.GetAsync(answer.Headers.Location!.PathAndQuery);
        var generation = await read.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("a nook", generation.GetProperty("prompt").GetString());
        Assert.Equal(2, generation.GetProperty("requested").GetInt32());
        Assert.Equal(0, generation.GetProperty("variants").GetArrayLength());
        Assert.NotNull(read.Headers.RetryAfter);

        var events = await owner.GetFromJsonAsync<JsonElement>($"{answer.Headers.Location!.PathAndQuery}/events");
        Assert.Equal("submitted", events.GetProperty("items")[0].GetProperty("code").GetString());
        Assert.Equal(18, await app.QueryAsync<int>("select balance from accounts"));
    }
}
