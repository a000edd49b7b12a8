using System.Net;
using Polly.CircuitBreaker;
using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Replicate;

namespace RenderStudio.Tests.Replicate;

/// <summary>When Replicate is down or rejects the account, calls stop for a while.</summary>
public sealed class CircuitTests : IDisposable
{
    private readonly ScriptedReplicate replicate = new();

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.PaymentRequired)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task A_create_that_an_open_circuit_rejects_was_not_sent(HttpStatusCode status)
    {
        await OpenAsync(status);

        var refused = Assert.IsType<CreateOutcome.NotSent>(await replicate.CreateAsync());

        Assert.Equal(TimeSpan.FromSeconds(15), refused.Wait);
        Assert.Equal(4, replicate.Calls.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    [InlineData(HttpStatusCode.NotFound)]
    public async Task Refusals_of_one_request_stop_no_other_request(HttpStatusCode refusal)
    {
        replicate.AnswerAlways(refusal);

        for (var i = 0; i < 20; i++)
            Assert.IsNotType<CreateOutcome.NotSent>(await replicate.CreateAsync());
    }

    [Fact]
    public async Task One_opening_raises_one_alert_regardless_of_failed_trial_calls()
    {
        await OpenAsync(HttpStatusCode.PaymentRequired);
        for (var i = 0; i < 3; i++)
        {
            replicate.Clock.Now += TimeSpan.FromSeconds(16);
            Assert.IsType<CreateOutcome.AccountRejected>(await replicate.CreateAsync());
            Assert.IsType<CreateOutcome.NotSent>(await replicate.CreateAsync());
        }

        Assert.StartsWith("Critical: ALARM: the circuit for creates", Assert.Single(replicate.Log));
        Assert.EndsWith("HTTP 402", replicate.Log[0]);

        replicate.Clock.Now += TimeSpan.FromSeconds(16);
        replicate.AnswerAlways(HttpStatusCode.OK);
        Assert.IsType<CreateOutcome.Accepted>(await replicate.CreateAsync());
        await OpenAsync(HttpStatusCode.Unauthorized);

        Assert.Equal(["Critical", "Warning", "Critical"], replicate.Log.Select(line => line.Split(':')[0]));
    }

    [Fact]
    public async Task After_the_break_one_trial_call_is_made_and_other_calls_wait_for_it()
    {
        await OpenAsync(HttpStatusCode.ServiceUnavailable);
        replicate.Clock.Now += TimeSpan.FromSeconds(16);
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        replicate.Answer = (_, _) => answer.Task;

        var trying = replicate.CreateAsync();
        var beside = await replicate.CreateAsync();
        answer.SetResult(ScriptedReplicate.Of(HttpStatusCode.OK));

        Assert.True(Assert.IsType<CreateOutcome.NotSent>(beside).Wait > TimeSpan.Zero);
        Assert.IsType<CreateOutcome.Accepted>(await trying);
        replicate.AnswerAlways(HttpStatusCode.OK);
        Assert.IsType<CreateOutcome.Accepted>(await replicate.CreateAsync());
    }

    [Fact]
    public async Task An_account_without_credit_can_still_read_its_runs()
    {
        await OpenAsync(HttpStatusCode.PaymentRequired);
        replicate.AnswerAlways(HttpStatusCode.OK);

        Assert.Equal("run", (await replicate.Client.GetAsync("run", default))!.Id);
        Assert.IsType<CreateOutcome.NotSent>(await replicate.CreateAsync());
    }

    [Fact]
    public async Task A_read_that_an_open_circuit_rejects_is_a_transient_failure_and_stops_no_create()
    {
        replicate.AnswerAlways(HttpStatusCode.BadGateway);
        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAnyAsync<Exception>(() => replicate.Client.GetAsync("run", default));
        var sent = replicate.Calls.Count;
        replicate.AnswerAlways(HttpStatusCode.OK);

        var refused = await Assert.ThrowsAsync<BrokenCircuitException>(
            () => replicate.Client.CancelAsync("run", default));

        Assert.True(ReadRun.IsUpstreamError(refused));
        Assert.Equal(sent, replicate.Calls.Count);
        Assert.IsType<CreateOutcome.Accepted>(await replicate.CreateAsync());
    }

    [Fact]
    public async Task A_refused_connection_opens_the_circuit_and_a_lost_reply_does_not()
    {
        replicate.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded);
        for (var i = 0; i < 8; i++)
            Assert.IsType<CreateOutcome.Unknown>(await replicate.CreateAsync());
        replicate.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError);
        for (var i = 0; i < 8; i++)
            Assert.IsType<CreateOutcome.Unknown>(await replicate.CreateAsync());

        Assert.IsType<CreateOutcome.NotSent>(await replicate.CreateAsync());
    }

    public void Dispose() => replicate.Dispose();

    private async Task OpenAsync(HttpStatusCode status)
    {
        replicate.AnswerAlways(status);
        for (var i = 0; i < 4; i++)
            Assert.IsNotType<CreateOutcome.NotSent>(await replicate.CreateAsync());
    }
}
