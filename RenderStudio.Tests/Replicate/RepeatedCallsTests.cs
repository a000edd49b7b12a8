using System.Net;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>What is sent again and what never is.</summary>
public sealed class RepeatedCallsTests
{
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
    public async Task A_read_is_sent_again_after_a_fault_and_after_the_wait_that_a_throttle_asks_for()
    {
        var clock = new NotedWaits();
        var replicate = new ScriptedReplicate(clock)
        {
            Answer = (call, _) => call switch
            {
                1 => throw new HttpRequestException(HttpRequestError.ResponseEnded),
                2 => Task.FromResult(ScriptedReplicate.Of(
                    HttpStatusCode.TooManyRequests, """{"detail": "Throttled.", "retry_after": 0.05}""")),
                _ => Task.FromResult(ScriptedReplicate.Of(HttpStatusCode.OK)),
            },
        };

        var run = await replicate.Client.GetAsync("run", default);

        Assert.Equal("run", run!.Id);
        Assert.Equal(3, replicate.Calls.Count);
        Assert.Contains(TimeSpan.FromMilliseconds(50), clock.Waits);
    }

    [Fact]
    public async Task A_read_gives_up_after_three_tries()
    {
        var replicate = new ScriptedReplicate();
        replicate.AnswerAlways(HttpStatusCode.BadGateway);

        await Assert.ThrowsAsync<HttpRequestException>(() => replicate.Client.GetAsync("run", default));
        Assert.Equal(3, replicate.Calls.Count);
    }

    [Fact]
    public async Task A_try_that_hangs_is_given_up_and_another_one_answers()
    {
        var replicate = new ScriptedReplicate(TimeProvider.System, readTimeout: 0.2)
        {
            Answer = async (call, ct) =>
            {
                if (call == 1)
                    await Task.Delay(Timeout.Infinite, ct);
                return ScriptedReplicate.Of(HttpStatusCode.OK);
            },
        };

        Assert.NotNull(await replicate.Client.GetAsync("run", default));
        Assert.Equal(2, replicate.Calls.Count);
    }

    [Fact]
    public async Task All_tries_together_have_an_end()
    {
        var replicate = new ScriptedReplicate(TimeProvider.System, readTimeout: 0.1)
        {
            Answer = async (_, ct) =>
            {
                await Task.Delay(Timeout.Infinite, ct);
                throw new InvalidOperationException();
            },
        };

        await Assert.ThrowsAsync<HttpRequestException>(() => replicate.Client.GetAsync("run", default));
    }

    /// <summary>The system's clock, and how long everybody wished to wait by it.</summary>
    private sealed class NotedWaits : TimeProvider
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<TimeSpan> waits = new();

        public IReadOnlyCollection<TimeSpan> Waits => waits;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
