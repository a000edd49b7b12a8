using Microsoft.Extensions.Options;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Predictions;

public sealed class PollingScheduleTests
{
    [Fact]
    public void With_webhooks_a_run_may_be_silent_for_the_set_time()
    {
        var pace = With("on");

        Assert.False(pace.Polls);
        Assert.Equal(TimeSpan.FromSeconds(60), pace.Silence);
    }

    [Fact]
    public void When_polling_a_run_is_due_before_the_message_of_the_next_step_is_visible()
    {
        var pace = With("off");

        Assert.True(pace.Polls);
        Assert.Equal(TimeSpan.FromSeconds(10), pace.Step);
        Assert.Equal(TimeSpan.FromSeconds(8), pace.Silence);
    }

    private static PollingSchedule With(string webhooks) => new(
        Options.Create(new PredictionOptions { SilenceSeconds = 60 }),
        Options.Create(new ReplicateOptions { Webhooks = webhooks, PollSeconds = 10 }));
}
