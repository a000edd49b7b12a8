using System.Globalization;
using RenderStudio.Testing.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>A prediction of the simulator that is waited for, ended early, and recorded.</summary>
public sealed class SimulatorLifecycleTests(SimulatorProcess simulator) : IAsyncLifetime
{
    private SimulatorUser user = null!;

    public async ValueTask InitializeAsync() => user = new SimulatorUser(await simulator.AddressAsync());

    [Fact]
    public async Task Times_have_three_six_and_nine_digits_and_an_unknown_key_is_present()
    {
        var done = (await user.FinishAsync()).Json;

        var digits = new[] { "created_at", "started_at", "completed_at" }
            .Select(key => ((string)done[key]!).Split('.')[1].TrimEnd('Z').Length);
        Assert.Equal([3, 6, 9], digits.Order());
        Assert.True((bool)done["simulated"]!);
    }

    [Fact]
    public async Task A_call_that_waits_gets_the_finished_prediction()
    {
        var answer = await user.PostAsync("v1/predictions", user.Request(), ("Prefer", "wait=10"));

        Assert.Equal((201, "succeeded"), (answer.Status, (string?)answer.Json["status"]));
        Assert.Equal(["wait=10"], answer.Headers.GetValues("Preference-Applied"));
        Assert.Equal((string?)answer.Json["urls"]!["get"], answer.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("processing", 201, true)]
    [InlineData("expired", 201, false)]
    [InlineData("accepted", 202, false)]
    public async Task A_wait_can_end_before_the_prediction_is_closed(string outcome, int status, bool hasOutput)
    {
        await user.SetAsync(new { preferWait = outcome });

        var answer = await user.PostAsync("v1/predictions", user.Request(), ("Prefer", "wait"));

        Assert.Equal((status, "processing"), (answer.Status, (string?)answer.Json["status"]));
        Assert.Equal(hasOutput, answer.Json["output"] is not null);
        Assert.Null(answer.Json["completed_at"]);
        Assert.Null(answer.Json["metrics"]);
        await user.BecomesAsync(answer.Id, "succeeded");
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("1h30m45s", 5445)]
    public async Task Cancel_after_sets_a_deadline_from_creation(string duration, int seconds)
    {
        var answer = await user.PostAsync("v1/predictions", user.Request(), ("Cancel-After", duration));

        var span = Time(answer.Json["deadline"]) - Time(answer.Json["created_at"]);
        Assert.Equal(seconds, span.TotalSeconds, 0.01);
    }

    [Theory]
    [InlineData("Cancel-After", "4s")]
    [InlineData("Cancel-After", "soon")]
    [InlineData("Prefer", "wait=0")]
    public async Task An_invalid_header_is_rejected(string name, string value)
    {
        var answer = await user.PostAsync("v1/predictions", user.Request(), (name, value));

        Assert.Equal(422, answer.Status);
        Assert.Equal(name, answer.InvalidFields.Single().Field);
    }

    [Fact]
    public async Task A_cancel_ends_a_prediction_and_does_not_change_a_finished_one()
    {
        var finished = await user.FinishAsync();
        Assert.Equal("succeeded", (string?)(await user.CancelAsync(finished.Id)).Json["status"]);
        await user.SetAsync(new { predictMs = 60_000 });
        var created = await user.CreateAsync();
        await user.BecomesAsync(created.Id, "processing");

        var canceled = await user.CancelAsync(created.Id);

        Assert.Equal((200, "canceled"), (canceled.Status, (string?)canceled.Json["status"]));
        Assert.NotNull(canceled.Json["completed_at"]);
        Assert.NotNull((await user.AuditAsync(created.Id))["canceledAt"]);
        Assert.Null((await user.AuditAsync(finished.Id))["canceledAt"]);
    }

    [Fact]
    public async Task A_success_can_precede_a_cancel()
    {
        await user.SetAsync(new { predictMs = 200, cancelLosesRate = 1 });
        var created = await user.CreateAsync();

        Assert.NotEqual("canceled", (string?)(await user.CancelAsync(created.Id)).Json["status"]);

        await user.BecomesAsync(created.Id, "succeeded");
    }

    private static DateTimeOffset Time(object? text)
    {
        var digits = text!.ToString()!.TrimEnd('Z');
        return DateTimeOffset.Parse(digits[..Math.Min(27, digits.Length)] + "Z", CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync()
    {
        user.Dispose();
        return ValueTask.CompletedTask;
    }
}
