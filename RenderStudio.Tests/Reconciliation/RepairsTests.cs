using RenderStudio.Core.Reconciliation;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Tests.Reconciliation;

public sealed class RepairsTests
{
    private const int MaxLeaseExpiries = 3;

    [Fact]
    public void Work_under_a_live_lease_is_left_unchanged()
    {
        foreach (var status in Enum.GetValues<PredictionStatus>())
            Assert.Equal(Repair.None, Decide(Stuck(status) with { HasLease = true, Overdue = true, HasResult = true }));
    }

    [Theory]
    [InlineData(PredictionStatus.Starting, 1, Repair.ReapLease)]
    [InlineData(PredictionStatus.Starting, 3, Repair.ReapLease)]
    [InlineData(PredictionStatus.Storing, 2, Repair.ReapLease)]
    [InlineData(PredictionStatus.Storing, 3, Repair.FailByLeaseExpiries)]
    [InlineData(PredictionStatus.Failed, 3, Repair.ReapLease)]
    public void A_lease_expiry_is_counted_and_the_third_ends_the_storing(
        PredictionStatus status, int expiries, Repair repair) =>
        Assert.Equal(repair, Decide(Stuck(status) with { HasLease = true, LeaseExpired = true, LeaseExpiries = expiries }));

    [Theory]
    [InlineData(PredictionStatus.Pending)]
    [InlineData(PredictionStatus.Starting)]
    [InlineData(PredictionStatus.Queued)]
    [InlineData(PredictionStatus.Running)]
    [InlineData(PredictionStatus.Storing)]
    [InlineData(PredictionStatus.Failed)]
    public void A_stored_result_is_completed_regardless_of_timeouts(PredictionStatus status) =>
        Assert.Equal(Repair.SendCompletion,
            Decide(Stuck(status) with
            {
                HasResult = true,
                Overdue = true,
                StartOverdue = true,
                CancelRequested = true,
            }));

    [Fact]
    public void A_pending_prediction_is_started_again_after_its_wait()
    {
        Assert.Equal(Repair.SendStart, Decide(Stuck(PredictionStatus.Pending)));
        Assert.Equal(Repair.None, Decide(Stuck(PredictionStatus.Pending) with { NotBeforePassed = false }));
        Assert.Equal(Repair.FailUnaccepted, Decide(Stuck(PredictionStatus.Pending) with { StartOverdue = true }));
    }

    [Fact]
    public void A_search_ends_only_after_its_grace_period_and_a_complete_listing()
    {
        var starting = Stuck(PredictionStatus.Starting);

        Assert.Equal(Repair.EndSearch, Decide(starting));
        Assert.Equal(Repair.None, Decide(starting with { GraceOver = false }));
        Assert.Equal(Repair.None, Decide(starting with { GraceOver = false, StartOverdue = true }));
        Assert.Equal(Repair.None, Repairs.Decide(starting, MaxLeaseExpiries, listed: false));
        Assert.Equal(Repair.FailUnaccepted,
            Repairs.Decide(starting with { StartOverdue = true }, MaxLeaseExpiries, listed: false));
    }

    [Theory]
    [InlineData(PredictionStatus.Queued)]
    [InlineData(PredictionStatus.Running)]
    public void An_accepted_prediction_is_polled_canceled_or_timed_out(PredictionStatus status)
    {
        Assert.Equal(Repair.Poll, Decide(Stuck(status)));
        Assert.Equal(Repair.CancelUpstream, Decide(Stuck(status) with { CancelRequested = true }));
        Assert.Equal(Repair.TimeOut, Decide(Stuck(status) with { Overdue = true, CancelRequested = true }));
    }

    [Theory]
    [InlineData(PredictionStatus.Storing)]
    [InlineData(PredictionStatus.Succeeded)]
    [InlineData(PredictionStatus.Failed)]
    [InlineData(PredictionStatus.Canceled)]
    public void A_prediction_that_is_being_stored_or_has_ended_needs_no_repair(PredictionStatus status) =>
        Assert.Equal(Repair.None,
            Decide(Stuck(status) with { Overdue = true, StartOverdue = true, CancelRequested = true }));

    [Theory]
    [InlineData(Repair.Poll, true)]
    [InlineData(Repair.CancelUpstream, true)]
    [InlineData(Repair.TimeOut, false)]
    [InlineData(Repair.SendStart, false)]
    [InlineData(Repair.None, false)]
    public void Polls_and_cancels_count_against_the_call_limit(Repair repair, bool asks) =>
        Assert.Equal(asks, repair.CallsReplicate());

    private static Repair Decide(StuckPrediction stuck) => Repairs.Decide(stuck, MaxLeaseExpiries, listed: true);

    private static StuckPrediction Stuck(PredictionStatus status) => new()
    {
        Id = Guid.Empty,
        Status = status,
        Attempt = 1,
        UpstreamId = null,
        CancelRequested = false,
        HasResult = false,
        HasLease = false,
        LeaseExpired = false,
        LeaseExpiries = 0,
        NotBeforePassed = true,
        GraceOver = true,
        StartOverdue = false,
        Overdue = false,
    };
}
