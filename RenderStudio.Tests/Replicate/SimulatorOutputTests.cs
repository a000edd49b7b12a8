using System.Text.Json.Nodes;
using RenderStudio.Core.Imaging;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>Outputs of the simulator, their retention, and their faults.</summary>
public sealed class SimulatorOutputTests(SimulatorProcess simulator) : IAsyncLifetime
{
    private SimulatorUser user = null!;

    public async ValueTask InitializeAsync()
    {
        Libvips.Start(LoaderPolicy.Photos);
        user = new SimulatorUser(await simulator.AddressAsync());
    }

    [Theory]
    [InlineData("stability-ai/sdxl", """{"width":320,"height":192}""", 320, 192, "image/png", true)]
    [InlineData("black-forest-labs/flux-schnell", """{"aspect_ratio":"16:9","megapixels":"0.25"}""", 672, 384,
        "image/webp", true)]
    [InlineData("black-forest-labs/flux-dev", """{"aspect_ratio":"2:3","output_format":"jpg"}""", 832, 1216,
        "image/jpeg", true)]
    [InlineData("black-forest-labs/flux-dev", """{"image":"PIXEL","megapixels":"0.25"}""", 512, 512, "image/webp",
        true)]
    [InlineData("black-forest-labs/flux-kontext-pro", """{"input_image":"PIXEL"}""", 1024, 1024, "image/png", false)]
    [InlineData("black-forest-labs/flux-1.1-pro", """{"aspect_ratio":"custom","width":320,"height":256}""", 320, 256,
        "image/webp", false)]
    [InlineData("google/nano-banana", """{"aspect_ratio":"3:2"}""", 1216, 832, "image/jpeg", false)]
    [InlineData("bytedance/seedream-4", """{"size":"custom","width":1024,"height":1040}""", 1024, 1040, "image/jpeg",
        true)]
    [InlineData("adirik/interior-design", """{"image":"PIXEL"}""", 1, 1, "image/png", false)]
    public async Task Each_model_makes_pictures_of_its_size_shape_and_format(
        string model, string input, int width, int height, string contentType, bool isList)
    {
        var given = JsonNode.Parse(input.Replace("PIXEL", SimulatorUser.Pixel))!;
        given["prompt"] = user.Prompt;
        var version = model switch
        {
            "stability-ai/sdxl" => SimulatorUser.Sdxl,
            "adirik/interior-design" => SimulatorUser.InteriorDesign,
            _ => model,
        };

        var done = (await user.PostAsync("v1/predictions", new { version, input = given }, ("Prefer", "wait=20"))).Json;

        Assert.Equal("succeeded", (string?)done["status"]);
        Assert.Equal(isList, done["output"] is JsonArray);
        using var response = await user.DownloadAsync((string)(isList ? done["output"]![0] : done["output"])!);
        using var picture = await PictureOf(response);
        Assert.Equal((width, height, contentType),
            (picture.Width, picture.Height, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Pictures_keep_their_shape_within_a_largest_side()
    {
        await user.SetAsync(new { largestSide = 96 });

        var done = await user.FinishAsync(new { width = 384, height = 192 });

        using var response = await user.DownloadAsync((string)done.Json["output"]![0]!);
        using var picture = await PictureOf(response);
        Assert.Equal((96, 48), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task The_same_seed_draws_the_same_picture_and_another_seed_or_index_another_one()
    {
        var first = await PicturesAsync(new { seed = 5, num_outputs = 2 });
        var again = await PicturesAsync(new { seed = 5, num_outputs = 1 });
        var other = await PicturesAsync(new { seed = 6, num_outputs = 1 });

        Assert.Equal(first[0], again[0]);
        Assert.NotEqual(first[0], first[1]);
        Assert.NotEqual(first[0], other[0]);
    }

    [Fact]
    public async Task An_input_picture_is_visible_in_the_output_to_the_degree_that_strength_sets()
    {
        var red = new { seed = 5, image = RedSquare(), prompt_strength = 0.2 };
        var paintedOver = new { seed = 5, image = RedSquare(), prompt_strength = 0.85 };

        Assert.True(await RednessAsync(red) > await RednessAsync(paintedOver) + 30);
    }

    [Fact]
    public async Task Unsafe_pictures_are_dropped_and_a_prediction_without_any_fails()
    {
        await user.SetAsync(new { nsfwOutputs = new[] { 1 } });
        var partial = (await user.FinishAsync(new { num_outputs = 3 })).Json;
        await user.SetAsync(new { nsfwRate = 1 });
        var failed = (await user.BecomesAsync((await user.CreateAsync()).Id, "failed")).Json;
        var single = await user.PostAsync(
            "v1/models/google/nano-banana/predictions", new { input = new { prompt = user.Prompt } },
                ("Prefer", "wait"));

        Assert.Equal(2, partial["output"]!.AsArray().Count);
        Assert.Contains("NSFW content detected in image 1", (string?)partial["logs"]);
        Assert.StartsWith("NSFW content detected.", (string?)failed["error"]);
        Assert.Contains("(E005)", (string?)single.Json["error"]);
    }

    [Fact]
    public async Task Outputs_can_be_damaged_one_by_one()
    {
        await user.SetAsync(
            new { corruptOutputs = new[] { 0 }, nonImageOutputs = new[] { 1 }, missingOutputs = new[] { 2 } });
        var links = (await user.FinishAsync(new { num_outputs = 4 })).Json["output"]!.AsArray().Select(o => (string)o!)
            .ToList();

        using var corrupt = await user.DownloadAsync(links[0]);
        using var text = await user.DownloadAsync(links[1]);
        using var missing = await user.DownloadAsync(links[2]);
        using var sound = await user.DownloadAsync(links[3]);

        Assert.True(Picture.Decode(await corrupt.Content.ReadAsByteArrayAsync()).Failed(out _, out _));
        Assert.StartsWith("<html>", await text.Content.ReadAsStringAsync());
        Assert.Equal("image/png", text.Content.Headers.ContentType!.MediaType);
        Assert.Equal(404, (int)missing.StatusCode);
        (await PictureOf(sound)).Dispose();
    }

    [Fact]
    public async Task Outputs_can_come_as_data()
    {
        await user.SetAsync(new { dataUriOutputs = true });

        var output = (string)(await user.FinishAsync()).Json["output"]![0]!;

        Assert.StartsWith("data:image/png;base64,", output);
        Assert.False(Picture.Decode(Convert.FromBase64String(output.Split(',')[1])).Failed(out _, out var picture));
        picture.Dispose();
    }

    [Fact]
    public async Task Outputs_can_redirect_to_another_address_or_in_a_loop()
    {
        await user.SetAsync(new { redirectOutputs = true });
        using var redirect = await user.DownloadAsync((string)(await user.FinishAsync()).Json["output"]![0]!);
        await user.SetAsync(new { outputOrigin = "http://169.254.169.254" });
        var elsewhere = (string)(await user.FinishAsync()).Json["output"]![0]!;

        Assert.Equal(302, (int)redirect.StatusCode);
        Assert.StartsWith("http://169.254.169.254/files/out/", elsewhere);
    }

    [Fact]
    public async Task An_hour_after_its_end_a_prediction_has_no_outputs()
    {
        await using var alone = await SimulatorProcess.StartAsync();
        using var own = new SimulatorUser(alone.Address);
        var done = await own.FinishAsync();
        var link = (string)done.Json["output"]![0]!;
        Assert.Equal(200, (int)(await own.DownloadAsync(link)).StatusCode);

        await own.PostAsync("_sim/clock", new { advanceSeconds = 3601 });

        var later = (await own.ReadAsync(done.Id)).Json;
        Assert.True((bool)later["data_removed"]!);
        Assert.Null(later["output"]);
        Assert.Empty(later["input"]!.AsObject());
        Assert.Equal("succeeded", (string?)later["status"]);
        Assert.Equal(404, (int)(await own.DownloadAsync(link)).StatusCode);
    }

    private async Task<List<byte[]>> PicturesAsync(object input)
    {
        var pictures = new List<byte[]>();
        foreach (var link in (await user.FinishAsync(input)).Json["output"]!.AsArray())
        {
            using var response = await user.DownloadAsync((string)link!);
            using var picture = await PictureOf(response);
            pictures.Add(picture.ReadPixels());
        }
        return pictures;
    }

    private async Task<double> RednessAsync(object input)
    {
        var pixels = (await PicturesAsync(input))[0];
        return pixels.Chunk(3).Average(p => p[0] - (p[1] + p[2]) / 2.0);
    }

    private static string RedSquare()
    {
        var pixels = Enumerable.Range(0, 64 * 64).SelectMany(_ => new byte[] { 220, 20, 20 }).ToArray();
        using var square = Picture.FromPixels(64, 64, hasAlpha: false, pixels);
        return "data:image/png;base64," + Convert.ToBase64String(square.EncodePng());
    }

    private static async Task<Picture> PictureOf(HttpResponseMessage response)
    {
        Assert.False(Picture.Decode(await response.Content.ReadAsByteArrayAsync())
            .Failed(out var problem, out var picture), problem?.ToString());
        return picture!;
    }

    public ValueTask DisposeAsync()
    {
        user.Dispose();
        return ValueTask.CompletedTask;
    }
}
