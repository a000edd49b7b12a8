using RenderStudio.Local.FunctionsHost.Queues;

namespace RenderStudio.Tests.FunctionsHost;

public sealed class PollDelayTests
{
    [Fact]
    public void An_empty_queue_is_asked_less_and_less_up_to_the_longest()
    {
        var delay = new PollDelay(TimeSpan.FromSeconds(2), new Random(1));
        Assert.Equal(100, delay.Next().TotalMilliseconds);
        Assert.InRange(delay.Next().TotalMilliseconds, 180, 220);
        Assert.InRange(delay.Next().TotalMilliseconds, 260, 340);
        Assert.InRange(delay.Next().TotalMilliseconds, 420, 580);
        for (var i = 0; i < 100; i++)
            delay.Next();
        Assert.Equal(2000, delay.Next().TotalMilliseconds);
        delay.Reset();
        Assert.Equal(100, delay.Next().TotalMilliseconds);
    }
}
