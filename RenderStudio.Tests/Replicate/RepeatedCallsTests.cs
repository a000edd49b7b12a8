using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using RenderStudio.Core.Replicate;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Replicate;

/// <summary>What is sent again and what never is.</summary>
public sealed class RepeatedCallsTests
{
    private const double ReadTimeout = 10;

    private static readonly double CreateTimeout = new ReplicateOptions().CreateTimeoutSeconds;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task A_create_is_sent_once_whatever_the_answer(HttpStatusCode status)
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
    public async Task A_create_that_hangs_is_given_up_in_its_time_and_may_have_bought_something()
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
    public async Task An_upload_that_hangs_is_given_up_in_its_time()
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
    public async Task A_read_is_sent_again_after_a_fault_and_after_the_wait_that_a_throttle_asks_for()
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
    public async Task A_read_gives_up_after_three_tries()
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
    public async Task A_try_that_hangs_is_given_up_and_another_one_answers()
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
    public async Task All_tries_together_have_an_end()
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
        Assert.Equal("Replicate did not answer in time.", late.Message);
    }

    private static async Task<HttpResponseMessage> HangAsync(int call, CancellationToken ct)
    {
        await Task.Delay(Timeout.Infinite, ct);
        throw new InvalidOperationException();
    }

    /// <summary>
    /// Virtual time that notes each wait that begins. A read's first wait is the limit of all its tries; each delay
    /// between two tries is one more. The limit of one try is not noted: its timer starts without a time.
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

        /// <summary>Lets as much time pass as a wait takes, once it has begun.</summary>
        /// <param name="wait">Its number, from 1.</param>
        public async Task<TimeSpan> PassAsync(int wait)
        {
            await Eventually.BecomesTrueAsync(() => waits.Count >= wait);
            var passed = waits.ElementAt(wait - 1);
            Advance(passed);
            return passed;
        }
    }
}
