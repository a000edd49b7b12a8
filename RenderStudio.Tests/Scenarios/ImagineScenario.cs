using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Scenarios;

/// <summary>A prompt becomes pictures, through the published app behind the local host.</summary>
public sealed class ImagineScenario(SharedStudio shared)
{
    [Fact]
    public async Task A_prompt_becomes_two_pictures_in_the_list_of_renders()
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(await studio.ClientAsync());

        var submitted = await user.SubmitAsync(
            new { mode = "imagine", prompt = "a corner with an oak bookcase", style = "japandi", variants = 2 });
        var ended = await user.SucceededAsync(submitted);

        var variants = ended.GetProperty("variants").EnumerateArray().ToList();
        Assert.Equal([0, 1], variants.Select(variant => variant.GetProperty("index").GetInt32()));
        using var first = await StudioUser.PictureAsync(variants[0].GetProperty("url"));
        using var second = await StudioUser.PictureAsync(variants[1].GetProperty("url"));
        using var thumbnail = await StudioUser.PictureAsync(variants[0].GetProperty("thumbnailUrl"));
        Assert.Equal((1024, 1024), (first.Width, first.Height));
        Assert.Equal((400, 400), (thumbnail.Width, thumbnail.Height));
        Assert.NotEqual(first.ReadPixels(), second.ReadPixels());
        Assert.Equal(first.AverageColor()[..2], thumbnail.AverageColor()[..2]);

        var render = Assert.Single((await user.GetAsync("/api/v1/renders")).GetProperty("items").EnumerateArray());
        Assert.Equal(ended.GetProperty("renderId").GetString(), render.GetProperty("id").GetString());
        Assert.Equal(2, render.GetProperty("variantCount").GetInt32());
        Assert.False(render.GetProperty("isPublic").GetBoolean());
    }

    [Fact]
    public async Task The_timeline_lists_every_status_without_gaps()
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(await studio.ClientAsync());
        var submitted = await user.SubmitAsync(new { mode = "imagine", prompt = "a hallway" });
        await user.SucceededAsync(submitted);

        var timeline = await user.TimelineAsync(submitted);

        var seqs = timeline.Select(entry => entry.GetProperty("seq").GetInt32());
        Assert.Equal(Enumerable.Range(1, timeline.Count), seqs);
        var stages = timeline.Select(entry => entry.GetProperty("stage").GetString()!).ToList();
        Assert.Equal(("pending", "succeeded"), (stages[0], stages[^1]));
        Assert.Contains("storing", stages);
        Assert.All(timeline, entry => Assert.NotEmpty(entry.GetProperty("detail").GetString()!));
    }

    [Fact]
    public async Task An_output_that_is_not_an_image_is_rejected_alone_reported_and_not_charged()
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(await studio.ClientAsync());
        var word = $"attic{Guid.NewGuid():n}";
        await SimulateAsync(studio, new { promptContains = word, nonImageOutputs = new[] { 0 } });

        var submitted = await user.SubmitAsync(new { mode = "imagine", prompt = $"an {word}", variants = 2 });
        var ended = await user.SucceededAsync(submitted);

        Assert.Equal((2, 1), (ended.GetProperty("requested").GetInt32(), ended.GetProperty("delivered").GetInt32()));
        Assert.Equal(1, Assert.Single(ended.GetProperty("variants").EnumerateArray()).GetProperty("index").GetInt32());
        Assert.Contains(
            await user.TimelineAsync(submitted),
            entry => entry.GetProperty("code").GetString() == "variant_refused");
        var after = await user.SubmitAsync(new { mode = "imagine", prompt = "an attic" });
        var (held, remaining) = Credits(submitted);
        var (heldAfter, remainingAfter) = Credits(after);
        Assert.Equal(remaining + (held / 2), remainingAfter + heldAfter);
    }

    [Fact]
    public async Task Polling_replaces_a_lost_webhook()
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(await studio.ClientAsync());
        var word = $"cellar{Guid.NewGuid():n}";
        await SimulateAsync(studio, new { promptContains = word, webhookDropRate = 1.0 });
        var submitted = await user.SubmitAsync(new { mode = "imagine", prompt = $"a {word}" });

        // The poll of the reconciler reads the final status of the run.
        await Eventually.BecomesTrueAsync(async () =>
        {
            using var ran = await studio.Local.PostAsync("/local/functions/ReconcilePredictions", null);
            var now = await user.GetAsync($"/api/v1/generations/{submitted.GetProperty("id").GetString()}");
            return now.GetProperty("status").GetString() == "succeeded";
        }, TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task Another_owners_generation_and_render_are_not_found()
    {
        var studio = await shared.RunningAsync();
        using var user = new StudioUser(await studio.ClientAsync());
        using var otherOwner = new StudioUser(await studio.ClientAsync());
        var ended = await user.SucceededAsync(await user.SubmitAsync(new { mode = "imagine", prompt = "a study" }));
        var id = ended.GetProperty("id").GetString();

        Assert.Equal(HttpStatusCode.NotFound, await otherOwner.StatusOfAsync($"/api/v1/generations/{id}"));
        Assert.Equal(HttpStatusCode.NotFound, await otherOwner.StatusOfAsync($"/api/v1/generations/{id}/events"));
        var render = ended.GetProperty("renderId").GetString();
        Assert.Equal(HttpStatusCode.NotFound, await otherOwner.StatusOfAsync($"/api/v1/renders/{render}"));
        Assert.Empty((await otherOwner.GetAsync("/api/v1/renders")).GetProperty("items").EnumerateArray());
    }

    private static (int Held, int Remaining) Credits(JsonElement submitted)
    {
        var credits = submitted.GetProperty("credits");
        return (credits.GetProperty("held").GetInt32(), credits.GetProperty("remaining").GetInt32());
    }

    private static async Task SimulateAsync(StudioProcess studio, object forPrompt)
    {
        var simulator = (await studio.StatusAsync()).ReplicateUrl;
        using var answer = await studio.Local.PutAsJsonAsync(
            new Uri(simulator, "/_sim/settings"), new { overrides = new[] { forPrompt } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
