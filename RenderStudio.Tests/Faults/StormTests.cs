using RenderStudio.Testing.Faults;
using RenderStudio.Testing.Faults.Storms;

namespace RenderStudio.Tests.Faults;

/// <summary>
/// The whole studio under faults. Each storm counts what really struck and ends with the audit; what is said here is on
/// top of that.
/// </summary>
[Collection<InStorms>]
public sealed class StormTests(SharedFaultyStudio shared)
{
    [Fact]
    public async Task Thirty_kills_of_two_instances_lose_and_double_none_of_200_generations()
    {
        var report = await shared.RunAsync(KillStorms.Kills);
        Assert.InRange(report.Ends["succeeded"], 200, 400);
    }

    [Fact]
    public Task A_crash_after_acceptance_is_paid_once_in_a_hundred_of_a_hundred_cases() =>
        AllSucceedAsync(KillStorms.CrashAfterAccept, 100);

    [Fact]
    public Task An_instance_that_wakes_after_its_leases_changes_no_row_and_no_byte() =>
        AllSucceedAsync(FreezeStorms.Frozen, 4);

    [Fact]
    public Task Without_a_single_webhook_everything_still_ends() => AllSucceedAsync(WebhookStorms.Dropped, 100);

    [Fact]
    public Task Five_copies_of_every_delivery_and_message_in_reverse_do_what_one_does() =>
        AllSucceedAsync(WebhookStorms.Repeated, 100);

    [Fact]
    public Task Queues_wiped_twice_lose_nothing() => AllSucceedAsync(QueueStorms.Wiped, 100);

    [Fact]
    public Task Twenty_poisoned_things_keep_none_of_200_good_ones_from_succeeding() =>
        shared.RunAsync(QueueStorms.Poison);

    [Fact]
    public Task Three_restarts_of_Postgres_fail_nobody() => AllSucceedAsync(DatabaseStorms.Restarts, 100);

    [Fact]
    public Task Sessions_ended_in_the_middle_of_their_work_fail_nobody() =>
        AllSucceedAsync(DatabaseStorms.Sessions, 50);

    [Fact]
    public Task A_provider_with_odd_values_in_one_of_ten_answers_stops_no_healthy_work() =>
        shared.RunAsync(OddStorms.Values);

    [Fact]
    public async Task Two_hundred_cancel_races_have_two_ends_and_no_third()
    {
        var report = await shared.RunAsync(CancelStorms.Races);
        Assert.Equal(200, report.Ends.Values.Sum());
    }

    private async Task AllSucceedAsync(StormPlan plan, int generations)
    {
        var report = await shared.RunAsync(plan);
        Assert.Equal(generations, Assert.Single(report.Ends).Value);
    }
}
