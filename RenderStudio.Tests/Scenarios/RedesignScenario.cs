using RenderStudio.Testing.Children;
using RenderStudio.Testing.Imaging;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Leaks;

namespace RenderStudio.Tests.Scenarios;

/// <summary>
/// A photo becomes pictures, and the pictures are still available after a restart of all processes.
/// </summary>
public sealed class RedesignScenario
{
    [Fact]
    public async Task A_redesign_of_a_photo_is_available_after_a_restart()
    {
        var data = Directory.CreateTempSubdirectory("render-studio-scenario-").FullName;
        byte[] kept;
        string renderId;
        await using (var studio = await StudioProcess.StartAsync("--data", data))
        {
            using var user = new StudioUser(studio.Client(await studio.TokenAsync("designer")));
            var submitted = await user.SubmitPhotoAsync(
                DrawnRoom.Png(640, 480),
                ("mode", "redesign"), ("style", "scandinavian"), ("roomType", "living_room"), ("prompt", "brighter"),
                ("variants", "2"));
            var ended = await user.SucceededAsync(submitted);

            var timeline = await user.TimelineAsync(submitted);
            var stages = timeline.Select(entry => entry.GetProperty("stage").GetString()!).ToList();
            Assert.Equal(("pending", "succeeded"), (stages[0], stages[^1]));
            Assert.Equal(2, ended.GetProperty("delivered").GetInt32());
            foreach (var variant in ended.GetProperty("variants").EnumerateArray())
                await ShowsThroughAsync(variant);
            renderId = ended.GetProperty("renderId").GetString()!;
            kept = await StudioUser.DownloadAsync(ended.GetProperty("variants")[0].GetProperty("url"));
            await studio.LeaksNothingAsync();
            Assert.Equal(0, await studio.InterruptAsync());
        }

        await using (var studio = await StudioProcess.StartAsync("--data", data))
        {
            using var user = new StudioUser(studio.Client(await studio.TokenAsync("designer")));

            var render = await user.GetAsync($"/api/v1/renders/{renderId}");

            Assert.Equal(kept, await StudioUser.DownloadAsync(render.GetProperty("variants")[0].GetProperty("url")));
            Assert.Single((await user.GetAsync("/api/v1/renders")).GetProperty("items").EnumerateArray());
        }

        Directory.Delete(data, recursive: true);
    }

    private static async Task ShowsThroughAsync(System.Text.Json.JsonElement variant)
    {
        using var picture = await StudioUser.PictureAsync(variant.GetProperty("url"));
        using var thumbnail = await StudioUser.PictureAsync(variant.GetProperty("thumbnailUrl"));
        Assert.Equal((640, 480), (picture.Width, picture.Height));
        Assert.Equal((400, 300), (thumbnail.Width, thumbnail.Height));
        Assert.True(DrawnRoom.Warmth(picture) > 20, $"The photo does not show through: {DrawnRoom.Warmth(picture)}");
        Assert.True(DrawnRoom.Warmth(thumbnail) > 20);
    }
}
