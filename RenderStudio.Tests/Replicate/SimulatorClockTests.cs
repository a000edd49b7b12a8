using System.Globalization;
using System.Text.Json.Nodes;
using RenderStudio.Testing.InProcess;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>A simulator for one test class, which can advance its clock.</summary>
public sealed class OwnSimulator : IAsyncLifetime
{
    private RunningSimulator simulator = null!;

    public Uri Address => simulator.Address;

    public async ValueTask InitializeAsync() => simulator = await SimulatorProcess.StartAsync();

    public ValueTask DisposeAsync() => simulator.DisposeAsync();
}

/// <summary>Time-dependent behavior: items 5 to 8 and 11, by the simulator's own clock.</summary>
public sealed class SimulatorClockTests(OwnSimulator simulator) : IClassFixture<OwnSimulator>, IDisposable
{
    private readonly SimulatorUser user = new(simulator.Address);

    [Fact]
    public async Task A_prediction_boots_runs_and_reports_its_times()
    {
        await user.SetAsync(new { coldBootMs = 60_000, predictMs = 30_000 });

        var created = await user.CreateAsync();
        Assert.Equal((201, "starting"), (created.Status, (string?)created.Json["status"]));
        Assert.Null(created.Json["output"]);
        await AdvanceAsync(61);
        await user.BecomesAsync(created.Id, "processing");
        await AdvanceAsync(31);
        var done = (await user.BecomesAsync(created.Id, "succeeded")).Json;

        Assert.StartsWith("Using seed: ", (string?)done["logs"]);
        Assert.InRange((double)done["metrics"]!["predict_time"]!, 30, 60);
        Assert.InRange((double)done["metrics"]!["total_time"]!, 90, 150);
        var (started, completed) = (Time(done["started_at"]), Time(done["completed_at"]));
        Assert.Equal((completed - started).TotalSeconds, (double)done["metrics"]!["predict_time"]!, 0.002);
    }

    [Fact]
    public async Task An_unknown_status_can_replace_processing()
    {
        await user.SetAsync(new { unknownStatus = "warming", predictMs = 60_000 });

        var created = await user.CreateAsync();

        await user.BecomesAsync(created.Id, "warming");
        await AdvanceAsync(61);
        await user.BecomesAsync(created.Id, "succeeded");
    }

    [Fact]
    public async Task A_wait_that_expires_returns_the_current_state()
    {
        await user.SetAsync(new { predictMs = 3_600_000 });

        var waiting = user.PostAsync("v1/predictions", user.Request(), ("Prefer", "wait=30"));
        await Eventually.BecomesTrueAsync(async () => await ListedAsync() is [{ } run]
            && (string?)run["status"] == "processing");
        await AdvanceUntilAsync(1, () => waiting.IsCompleted);

        var answer = await waiting;
        Assert.Equal((201, "processing"), (answer.Status, (string?)answer.Json["status"]));
        Assert.Null(answer.Json["output"]);
    }

    [Fact]
    public async Task A_deadline_aborts_a_prediction_that_never_ran_and_cancels_a_running_one()
    {
        await user.SetAsync(new { predictMs = 3_600_000 });
        var runs = await user.PostAsync("v1/predictions", user.Request(), ("Cancel-After", "30s"));
        await user.BecomesAsync(runs.Id, "processing");
        await user.SetAsync(new { coldBootMs = 3_600_000 });
        var waits = await user.PostAsync("v1/predictions", user.Request(), ("Cancel-After", "30s"));

        await AdvanceAsync(31);

        await user.BecomesAsync(runs.Id, "canceled");
        var aborted = await user.BecomesAsync(waits.Id, "aborted");
        Assert.Null(aborted.Json["started_at"]);
    }

    [Fact]
    public async Task A_prediction_can_be_unknown_just_after_its_creation()
    {
        await user.SetAsync(new { notFoundAfterCreateMs = 60_000 });

        var created = await user.CreateAsync();

        Assert.Equal(404, (await user.ReadAsync(created.Id)).Status);
        await AdvanceAsync(61);
        await user.BecomesAsync(created.Id, "succeeded");
    }

    [Fact]
    public async Task A_body_can_be_slow()
    {
        var created = await user.FinishAsync();
        await user.SetAsync(new { slowBodyMs = 600_000 });

        var reading = user.ReadAsync(created.Id);
        var seconds = await AdvanceUntilAsync(60, () => reading.IsCompleted);

        Assert.Equal("succeeded", (string?)(await reading).Json["status"]);
        Assert.True(seconds >= 480, $"It took {seconds} s.");
    }

    [Fact]
    public async Task Deliveries_can_be_late()
    {
        await using var receiver = await SimulatorReceiver.StartAsync();
        await user.SetAsync(new { webhookDelayMs = 600_000 });
        var created = await user.CreateAsync(null, receiver.Link, "completed");
        await user.BecomesAsync(created.Id, "succeeded");

        var seconds = await AdvanceUntilAsync(60, () => receiver.Received.Length > 0);

        Assert.Single(receiver.Received);
        Assert.True(seconds >= 540, $"It came after {seconds} s.");
    }

    public void Dispose() => user.Dispose();

    private async Task AdvanceAsync(int seconds) =>
        Assert.Equal(200, (await user.PostAsync("_sim/clock", new { advanceSeconds = seconds })).Status);

    /// <returns>Simulated seconds until the condition held.</returns>
    private async Task<int> AdvanceUntilAsync(int step, Func<bool> condition)
    {
        var passed = 0;
        await Eventually.BecomesTrueAsync(async () =>
        {
            if (condition())
                return true;
            await AdvanceAsync(step);
            passed += step;
            return false;
        });
        return passed;
    }

    private async Task<JsonArray> ListedAsync() => (await user.GetAsync("v1/predictions")).Json["results"]!.AsArray();

    private static DateTimeOffset Time(JsonNode? text)
    {
        var digits = text!.ToString().TrimEnd('Z');
        return DateTimeOffset.Parse(digits[..Math.Min(27, digits.Length)] + "Z", CultureInfo.InvariantCulture);
    }
}
