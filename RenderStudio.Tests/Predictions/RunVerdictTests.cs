using RenderStudio.Core.Predictions;
using RenderStudio.Core.Replicate;
using RenderStudio.Core.Timeline;

namespace RenderStudio.Tests.Predictions;

/// <summary>
/// The verdict on each update of a run, case by case. Each prediction status appears with each kind of update.
/// </summary>
public sealed class RunVerdictTests
{
    private const int MaxLeaseExpiries = 3;
    private const string Run = "run";

    [Theory]
    [InlineData(PredictionStatus.Pending, RunVerdict.Run)]
    [InlineData(PredictionStatus.Starting, RunVerdict.Run)]
    [InlineData(PredictionStatus.Queued, RunVerdict.Run)]
    [InlineData(PredictionStatus.Running, RunVerdict.Ignore)]
    [InlineData(PredictionStatus.Storing, RunVerdict.CancelRun)]
    [InlineData(PredictionStatus.Succeeded, RunVerdict.CancelRun)]
    [InlineData(PredictionStatus.Failed, RunVerdict.CancelRun)]
    [InlineData(PredictionStatus.Canceled, RunVerdict.CancelRun)]
    public void A_run_in_progress_is_adopted_even_before_the_create_reply(PredictionStatus status, RunVerdict expected)
    {
        var prediction = Of(status) with { UpstreamId = status == PredictionStatus.Queued ? Run : null };

        Assert.Equal(expected, Decide(prediction, UpstreamStatus.Processing));
    }

    [Theory]
    [InlineData(PredictionStatus.Pending, RunVerdict.StoreResult)]
    [InlineData(PredictionStatus.Starting, RunVerdict.StoreResult)]
    [InlineData(PredictionStatus.Queued, RunVerdict.StoreResult)]
    [InlineData(PredictionStatus.Running, RunVerdict.StoreResult)]
    [InlineData(PredictionStatus.Storing, RunVerdict.CloseRun)]
    [InlineData(PredictionStatus.Succeeded, RunVerdict.CloseRun)]
    [InlineData(PredictionStatus.Failed, RunVerdict.CloseRun)]
    [InlineData(PredictionStatus.Canceled, RunVerdict.CloseRun)]
    public void The_first_success_counts_regardless_of_its_attempt(PredictionStatus status, RunVerdict expected) =>
        Assert.Equal(
            expected, Decide(Of(status) with { UpstreamId = "another", Attempt = 7 }, UpstreamStatus.Succeeded));

    [Theory]
    [InlineData(UpstreamStatus.Failed)]
    [InlineData(UpstreamStatus.Canceled)]
    [InlineData(UpstreamStatus.Aborted)]
    public void A_failure_of_the_current_run_counts_when_no_other_may_succeed(UpstreamStatus state)
    {
        var prediction = Of(PredictionStatus.Running) with { UpstreamId = Run };

        Assert.Equal(RunVerdict.StoreResult, Decide(prediction, state));
        Assert.Equal(RunVerdict.SwitchRun, Decide(prediction, state, otherViable: true));
        Assert.Equal(
            RunVerdict.CloseRun, Decide(prediction with { UpstreamId = "another" }, state, otherViable: true));
    }

    [Fact]
    public void A_failure_of_an_older_attempt_is_ignored() =>
        Assert.Equal(
            RunVerdict.CloseRun, Decide(Of(PredictionStatus.Starting) with { Attempt = 2 }, UpstreamStatus.Failed));

    [Fact]
    public void A_success_replaces_a_stored_failure_but_not_a_stored_success()
    {
        var failed = Of(PredictionStatus.Running) with { ResultRun = "another", ResultStatus = "failed" };
        var succeeded = failed with { ResultStatus = "succeeded" };

        Assert.Equal(RunVerdict.StoreResult, Decide(failed, UpstreamStatus.Succeeded));
        Assert.Equal(RunVerdict.CloseRun, Decide(succeeded, UpstreamStatus.Succeeded));
    }

    [Fact]
    public void No_run_is_adopted_while_a_result_is_stored() =>
        Assert.Equal(RunVerdict.Ignore,
            Decide(
                Of(PredictionStatus.Starting) with { ResultRun = "another", ResultStatus = "succeeded" },
                UpstreamStatus.Processing));

    [Theory]
    [InlineData(PredictionStatus.Running, RunVerdict.StoreResult)]
    [InlineData(PredictionStatus.Storing, RunVerdict.StoreResult)]
    [InlineData(PredictionStatus.Succeeded, RunVerdict.Ignore)]
    public void A_repeated_delivery_of_unfinished_work_requests_the_work_again(
        PredictionStatus status, RunVerdict expected) =>
        Assert.Equal(expected,
            Decide(
                Of(status) with { UpstreamId = Run, ResultRun = Run, ResultStatus = "succeeded" },
                UpstreamStatus.Succeeded));

    [Fact]
    public void A_success_after_the_timeout_is_delivered_once_and_a_live_run_stays_open()
    {
        var timedOut = Of(PredictionStatus.Failed) with { FailureCode = "timed_out", UpstreamId = Run };

        Assert.Equal(RunVerdict.Ignore, Decide(timedOut, UpstreamStatus.Processing));
        Assert.Equal(RunVerdict.StoreResult, Decide(timedOut, UpstreamStatus.Succeeded));
        Assert.Equal(RunVerdict.CloseRun, Decide(timedOut with { LeaseExpiries = MaxLeaseExpiries }, UpstreamStatus.Succeeded));
        Assert.Equal(
            RunVerdict.CloseRun,
            Decide(timedOut with { ResultRun = "another", ResultStatus = "succeeded" }, UpstreamStatus.Succeeded));
    }

    [Theory]
    [InlineData(UpstreamStatus.Processing, RunVerdict.Ignore)]
    [InlineData(UpstreamStatus.Succeeded, RunVerdict.CloseRun)]
    [InlineData(UpstreamStatus.Failed, RunVerdict.CloseRun)]
    [InlineData(UpstreamStatus.Canceled, RunVerdict.CloseRun)]
    public void A_run_marked_cancel_is_never_adopted(UpstreamStatus state, RunVerdict expected) =>
        Assert.Equal(expected, RunVerdicts.Decide(
            Of(PredictionStatus.Starting), OpenRun with { Disposition = RunDisposition.Cancel }, state,
            otherViable: false, MaxLeaseExpiries));

    [Fact]
    public void An_accepted_run_that_waits_upstream_makes_its_prediction_queued() =>
        Assert.Equal(RunVerdict.Queue, Decide(Of(PredictionStatus.Starting), UpstreamStatus.Starting));

    [Fact]
    public void An_unknown_status_changes_nothing()
    {
        foreach (var status in Enum.GetValues<PredictionStatus>())
            Assert.Equal(RunVerdict.Ignore, Decide(Of(status), UpstreamStatus.Unknown));
    }

    [Theory]
    [InlineData(PredictionStatus.Running, Run, UpstreamStatus.Processing)]
    [InlineData(PredictionStatus.Running, Run, UpstreamStatus.Starting)]
    [InlineData(PredictionStatus.Queued, Run, UpstreamStatus.Starting)]
    [InlineData(PredictionStatus.Queued, "another", UpstreamStatus.Processing)]
    [InlineData(PredictionStatus.Queued, "another", UpstreamStatus.Starting)]
    public void An_update_that_is_known_or_of_a_run_other_than_the_accepted_one_changes_nothing(
        PredictionStatus status, string current, UpstreamStatus state) =>
        Assert.Equal(RunVerdict.Ignore, Decide(Of(status) with { UpstreamId = current }, state));

    [Theory]
    [InlineData(UpstreamStatus.Starting)]
    [InlineData(UpstreamStatus.Processing)]
    [InlineData(UpstreamStatus.Failed)]
    public void An_old_update_of_the_run_that_is_being_stored_changes_nothing(UpstreamStatus state) =>
        Assert.Equal(RunVerdict.Ignore,
            Decide(Of(PredictionStatus.Storing) with { UpstreamId = Run, ResultRun = Run }, state));

    [Fact]
    public void A_stored_success_is_completed_after_the_timeout_but_not_after_another_failure()
    {
        var failed = Of(PredictionStatus.Failed) with { ResultRun = Run, ResultStatus = "succeeded" };

        Assert.Equal(RunVerdict.Ignore, Decide(failed, UpstreamStatus.Succeeded));
        Assert.Equal(
            RunVerdict.StoreResult, Decide(failed with { FailureCode = "timed_out" }, UpstreamStatus.Succeeded));
    }

    [Fact]
    public void A_failure_closes_its_run_once_another_result_is_stored_or_the_prediction_has_ended()
    {
        var running = Of(PredictionStatus.Running) with { ResultRun = "another", ResultStatus = "failed" };
        var storing = Of(PredictionStatus.Storing) with { ResultRun = "another" };

        Assert.Equal(RunVerdict.CloseRun, Decide(running, UpstreamStatus.Failed));
        Assert.Equal(RunVerdict.CloseRun, Decide(running with { UpstreamId = Run }, UpstreamStatus.Failed));
        Assert.Equal(RunVerdict.StoreResult, Decide(running with { ResultRun = Run }, UpstreamStatus.Failed));
        Assert.Equal(RunVerdict.CloseRun, Decide(storing, UpstreamStatus.Failed));
        Assert.Equal(
            RunVerdict.CloseRun, Decide(Of(PredictionStatus.Failed) with { ResultRun = Run }, UpstreamStatus.Failed));
    }

    [Fact]
    public void A_failure_before_the_create_reply_counts_for_its_own_attempt_only()
    {
        var starting = Of(PredictionStatus.Starting);

        Assert.Equal(RunVerdict.StoreResult, Decide(starting, UpstreamStatus.Failed));
        Assert.Equal(RunVerdict.CloseRun, Decide(starting with { Attempt = 2 }, UpstreamStatus.Failed));
        Assert.Equal(RunVerdict.CloseRun, Decide(starting with { UpstreamId = "another" }, UpstreamStatus.Failed));
    }

    [Theory]
    [InlineData(RunDisposition.Canceled)]
    [InlineData(RunDisposition.Lost)]
    [InlineData(RunDisposition.Delivered)]
    public void A_run_with_a_final_disposition_changes_nothing(RunDisposition disposition)
    {
        foreach (var state in Enum.GetValues<UpstreamStatus>())
        {
            Assert.Equal(RunVerdict.Ignore, RunVerdicts.Decide(
                Of(PredictionStatus.Starting), OpenRun with { Disposition = disposition }, state, false,
                MaxLeaseExpiries));
        }
    }

    private static RunVerdict Decide(Prediction prediction, UpstreamStatus state, bool otherViable = false) =>
        RunVerdicts.Decide(prediction, OpenRun, state, otherViable, MaxLeaseExpiries);

    private static readonly UpstreamRun OpenRun = new()
    {
        UpstreamId = Run,
        PredictionId = Guid.Empty,
        Attempt = 1,
        Disposition = RunDisposition.Open,
        UpstreamStatus = null,
    };

    internal static Prediction Of(PredictionStatus status) => new()
    {
        Id = Guid.Empty,
        GenerationId = Guid.Empty,
        OwnerId = Guid.Empty,
        RenderId = Guid.Empty,
        Ordinal = 0,
        FirstIndex = 0,
        VariantCount = 1,
        Seed = 1,
        Status = status,
        Attempt = 1,
        LeaseToken = null,
        LeaseLive = false,
        LeaseExpiries = 0,
        UpstreamId = null,
        CancelRequested = false,
        ResultRun = null,
        ResultStatus = null,
        Sent = false,
        StoringTries = 0,
        FailureCode = status == PredictionStatus.Failed ? "provider_failed" : null,
        CreditsPerVariant = 1,
        PastDeadline = false,
    };
}
