using Microsoft.Extensions.Time.Testing;
using RenderStudio.Core.Outputs;

namespace RenderStudio.Tests.Outputs;

public sealed class DownloadPaceTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly OutputOptions options = new();

    [Fact]
    public async Task A_download_at_the_minimum_speed_ends_at_its_timeout()
    {
        await using var pace = Start(new DownloadTime(options, clock));

        for (var second = 1; second < options.DownloadSeconds; second++)
        {
            pace.Received(options.MinBytesPerSecond);
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(pace.Reason);
        }

        pace.Received(options.MinBytesPerSecond);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(pace.Stopped.IsCancellationRequested);
        Assert.False(pace.IsSlow);
    }

    [Fact]
    public async Task A_download_that_becomes_slow_ends_within_two_windows()
    {
        await using var pace = Start(new DownloadTime(options, clock));
        pace.Received(10 * 1024 * 1024);

        clock.Advance(TimeSpan.FromSeconds(options.SlowSeconds));
        Assert.Null(pace.Reason);
        clock.Advance(TimeSpan.FromSeconds(options.SlowSeconds));

        Assert.True(pace.IsSlow);
        Assert.True(pace.Stopped.IsCancellationRequested);
    }

    [Fact]
    public async Task All_tries_share_one_timeout()
    {
        var time = new DownloadTime(options, clock);
        var since = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromSeconds(options.DownloadSeconds - 1));
        time.Spend(since);
        await using var pace = Start(time);

        Assert.False(time.IsUsedUp);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(pace.Stopped.IsCancellationRequested);
    }

    private DownloadPace Start(DownloadTime time) => new(time, options.MinBytesPerSecond, clock, default);
}
