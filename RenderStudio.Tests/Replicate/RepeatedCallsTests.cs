using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Replicate;

/// <summary>The calls that are retried and the calls that are never retried.</summary>
public sealed class RepeatedCallsTests
{
    private const double ReadTimeout = 10;

    private static readonly double CreateTimeout = new ReplicateOptions().CreateTimeoutSeconds;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task A_create_is_sent_once_regardless_of_the_response(HttpStatusCode status)
    {
        var replicate = new ScriptedReplicate();
        replicate.AnswerAlways(status);

        await replicate.CreateAsync();

        Assert.Single(replicate.Calls);
    }

    [Fact]
    public async Task A_create_whose_reply_is_lost_is_not_sent_again()
    {
        var replicate = new ScriptedReplicate
        {
            Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded),
        };

        Assert.IsType<CreateOutcome.Unknown>(await replicate.CreateAsync());
        Assert.Single(replicate.Calls);
    }

    [Fact]
    public async Task A_create_that_hangs_times_out_and_may_have_created_a_run()
    {
        var clock = new WaitingClock();
        var replicate = new ScriptedReplicate(clock) { Answer = HangAsync };

        var creating = replicate.CreateAsync();
        await Eventually.BecomesTrueAsync(() => replicate.Calls.Count == 1);
        Assert.Equal(CreateTimeout, (await clock.PassAsync(wait: 1)).TotalSeconds);

        Assert.IsType<CreateOutcome.Unknown>(await creating.WaitAsync(Deadline));
        Assert.Single(replicate.Calls);
    }

    [Fact]
    public async Task An_upload_that_hangs_times_out()
    {
        var clock = new WaitingClock();
        var replicate = new ScriptedReplicate(clock) { Answer = HangAsync };

        var uploading = replicate.Client.UploadFileAsync(new byte[] { 1 }, "image/png", "photo.png", default);
        await Eventually.BecomesTrueAsync(() => replicate.Calls.Count == 1);
        Assert.Equal(CreateTimeout, (await clock.PassAsync(wait: 1)).TotalSeconds);

        await Assert.ThrowsAsync<HttpRequestException>(() => uploading.WaitAsync(Deadline));
        Assert.Single(replicate.Calls);
    }

    [Fact]
    public async Task A_read_is_sent_again_after_a_fault_and_after_the_wait_that_a_throttle_requires()
    {
        var clock = new WaitingClock();
        var replicate = new ScriptedReplicate(clock, ReadTimeout)
        {
            Answer = (call, _) => call switch
            {
                1 => throw new HttpRequestException(HttpRequestError.ResponseEnded),
                2 => Task.FromResult(ScriptedReplicate.Of(
                    HttpStatusCode.TooManyRequests, """{"detail": "Throttled.", "retry_after": 7}""")),
                _ => Task.FromResult(ScriptedReplicate.Of(HttpStatusCode.OK)),
            },
        };

        var reading = replicate.Client.GetAsync("run", default);
        await clock.PassAsync(wait: 2);
        Assert.Equal(TimeSpan.FromSeconds(7), await clock.PassAsync(wait: 3));

        Assert.Equal("run", (await reading.WaitAsync(Deadline))!.Id);
        Assert.Equal(3, replicate.Calls.Count);
    }

    [Fact]
    public async Task A_read_fails_after_three_tries()
    {
        var clock = new WaitingClock();
        var replicate = new ScriptedReplicate(clock, ReadTimeout);
        replicate.AnswerAlways(HttpStatusCode.BadGateway);

        var reading = replicate.Client.GetAsync("run", default);
        await clock.PassAsync(wait: 2);
        await clock.PassAsync(wait: 3);

        await Assert.ThrowsAsync<HttpRequestException>(() => reading.WaitAsync(Deadline));
        Assert.Equal(3, replicate.Calls.Count);
    }

    [Fact]
    public async Task A_try_that_hangs_times_out_and_the_next_try_succeeds()
    {
        var clock = new WaitingClock();
        var replicate = new ScriptedReplicate(clock, ReadTimeout)
        {
            Answer = async (call, ct) =>
            {
                if (call == 1)
                    await Task.Delay(Timeout.Infinite, ct);
                return ScriptedReplicate.Of(HttpStatusCode.OK);
            },
        };

        var reading = replicate.Client.GetAsync("run", default);
        await Eventually.BecomesTrueAsync(() => replicate.Calls.Count == 1);
        clock.Advance(TimeSpan.FromSeconds(ReadTimeout));
        await clock.PassAsync(wait: 2);

        Assert.NotNull(await reading.WaitAsync(Deadline));
        Assert.Equal(2, replicate.Calls.Count);
    }

    [Fact]
    public async Task All_tries_together_have_one_timeout()
    {
        var clock = new WaitingClock();
        var replicate = new ScriptedReplicate(clock, ReadTimeout)
        {
            Answer = HangAsync,
        };

        var reading = replicate.Client.GetAsync("run", default);
        await Eventually.BecomesTrueAsync(() => replicate.Calls.Count == 1);
        clock.Advance(TimeSpan.FromSeconds(ReadTimeout));
        await clock.PassAsync(wait: 2);
        await Eventually.BecomesTrueAsync(() => replicate.Calls.Count == 2);
        Assert.Equal(3 * ReadTimeout, (await clock.PassAsync(wait: 1)).TotalSeconds);

        var late = await Assert.ThrowsAsync<HttpRequestException>(() => reading.WaitAsync(Deadline));
        Assert.Equal("Replicate did not respond in time.", late.Message);
    }

    private static async Task<HttpResponseMessage> HangAsync(int call, CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        throw new InvalidOperationException();
    }

    /// <summary>
    /// Virtual time that records each wait that begins. The first wait of a read is the timeout of all its tries; each
    /// delay between two tries is one more. The timeout of one try is not recorded: its timer starts without a due
    /// time.
    /// </summary>
    private sealed class WaitingClock : FakeTimeProvider
    {
        private readonly ConcurrentQueue<TimeSpan> waits = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime != Timeout.InfiniteTimeSpan)
                waits.Enqueue(dueTime);
            return timer;
        }

        /// <summary>Advances the time by the length of a wait, once the wait has begun.</summary>
        /// <param name="wait">The number of the wait, from 1.</param>
        public async Task<TimeSpan> PassAsync(int wait)
        {
            await Eventually.BecomesTrueAsync(() => waits.Count >= wait);
            var passed = waits.ElementAt(wait - 1);
            Advance(passed);
            return passed;
        }
    }
}
