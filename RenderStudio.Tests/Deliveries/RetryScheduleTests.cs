using RenderStudio.Core.Deliveries;

namespace RenderStudio.Tests.Deliveries;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Eight_tries_take_most_of_a_day_and_each_wait_is_longer_than_the_one_before()
    {
        var waits = Enumerable.Range(1, 7).Select(tries => RetrySchedule.After(tries, 0.5)).ToList();

        Assert.Equal(waits.Order(), waits);
        Assert.Equal(TimeSpan.FromSeconds(5), waits[0]);
        Assert.InRange(waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait).TotalHours, 22, 24);
    }

    [Fact]
    public void A_wait_varies_by_ten_percent()
    {
        Assert.Equal(54, RetrySchedule.After(2, 0).TotalSeconds, 3);
        Assert.Equal(66, RetrySchedule.After(2, 1).TotalSeconds, 3);
    }
}
