using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>Predictions of the simulator that fail, and their error texts.</summary>
public sealed class SimulatorFailureTests(SimulatorProcess simulator) : IAsyncLifetime
{
    private SimulatorUser user = null!;

    public async ValueTask InitializeAsync() => user = new SimulatorUser(await simulator.AddressAsync());

    [Theory]
    [InlineData("https://127.0.0.1:9/room.png", "Max retries exceeded with url: /room.png")]
    [InlineData("data:image/png;base64,aGVsbG8=", "cannot identify image file")]
    [InlineData("data:image/png,plain", "Invalid data URI")]
    [InlineData("ftp://example.com/room.png", "No connection adapters were found")]
    public async Task An_input_picture_that_cannot_be_fetched_fails_the_prediction(string image, string error)
    {
        var created = await user.CreateAsync(new { image });

        var failed = await user.BecomesAsync(created.Id, "failed");

        Assert.Contains(error, (string?)failed.Json["error"]);
    }

    [Fact]
    public async Task An_input_picture_is_fetched_from_the_target_of_its_link()
    {
        await using var receiver = await SimulatorReceiver.StartAsync();
        receiver.Answer = _ => 403;
        var created = await user.CreateAsync(new { image = receiver.Link });

        var failed = await user.BecomesAsync(created.Id, "failed");

        Assert.StartsWith("403 Client Error: Forbidden for url: ", (string?)failed.Json["error"]);
        Assert.DoesNotContain("prediction=7", (string?)failed.Json["error"]);
    }

    [Fact]
    public async Task A_size_that_the_model_does_not_support_fails_at_run_time()
    {
        var odd = await user.CreateAsync(new { width = 100, height = 64 });
        var vast = await user.CreateAsync(new { width = 4096, height = 4096 });

        Assert.Contains("divisible by 8", (string?)(await user.BecomesAsync(odd.Id, "failed")).Json["error"]);
        Assert.Contains("CUDA out of memory", (string?)(await user.BecomesAsync(vast.Id, "failed")).Json["error"]);
    }

    [Fact]
    public async Task Failures_have_the_configured_text()
    {
        await user.SetAsync(
            new { failRate = 1, failBeforeStart = true, errorText = "Timeout starting prediction (E6716)" });

        var failed = (await user.BecomesAsync((await user.CreateAsync()).Id, "failed")).Json;

        Assert.Equal("Timeout starting prediction (E6716)", (string?)failed["error"]);
        Assert.Null(failed["output"]);
        Assert.Null(failed["started_at"]);
    }

    public ValueTask DisposeAsync()
    {
        user.Dispose();
        return ValueTask.CompletedTask;
    }
}
