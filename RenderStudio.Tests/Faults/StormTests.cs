using RenderStudio.Testing.Faults;
using RenderStudio.Testing.Faults.Storms;

namespace RenderStudio.Tests.Faults;

/// <summary>
/// The whole studio under faults. Each storm counts the faults that occurred and ends with the audit; the assertions
/// here are additional.
/// </summary>
[Collection<InStorms>]
public sealed class StormTests(SharedFaultyStudio shared)
{
    [Fact]
    public async Task Twelve_kills_of_two_instances_lose_and_duplicate_none_of_80_generations()
    {
        var report = await shared.RunAsync(KillStorms.Kills);
        Assert.InRange(report.Ends["succeeded"], 80, 240);
    }

    [Fact]
    public Task A_crash_after_acceptance_is_paid_once_in_each_of_forty_cases() =>
        AllSucceedAsync(KillStorms.CrashAfterAccept, 40);

    [Fact]
    public Task An_instance_that_resumes_after_its_leases_expired_changes_no_row_and_no_byte() =>
        AllSucceedAsync(FreezeStorms.Frozen, 4);

    [Fact]
    public Task Without_any_webhook_every_generation_ends() => AllSucceedAsync(WebhookStorms.Dropped, 40);

    [Fact]
    public Task Five_copies_of_every_delivery_and_message_in_reverse_have_the_effect_of_one() =>
        AllSucceedAsync(WebhookStorms.Repeated, 40);

    [Fact]
    public Task Queues_that_are_cleared_twice_lose_no_generation() => AllSucceedAsync(QueueStorms.Cleared, 40);

    [Fact]
    public Task Fourteen_poison_messages_and_results_block_none_of_80_healthy_generations() =>
        shared.RunAsync(QueueStorms.Poison);

    [Fact]
    public Task Three_restarts_of_Postgres_fail_no_generation() => AllSucceedAsync(DatabaseStorms.Restarts, 40);

    [Fact]
    public Task Database_sessions_that_are_terminated_at_work_fail_no_generation() =>
        AllSucceedAsync(DatabaseStorms.Sessions, 30);

    [Fact]
    public Task Odd_values_in_one_of_ten_provider_responses_stop_no_healthy_work() =>
        shared.RunAsync(OddStorms.Values);

    [Fact]
    public async Task Eighty_cancel_races_have_one_of_two_ends()
    {
        var report = await shared.RunAsync(CancelStorms.Races);
        Assert.Equal(80, report.Ends.Values.Sum());
    }

    private async Task AllSucceedAsync(StormPlan plan, int generations)
    {
        var report = await shared.RunAsync(plan);
        Assert.Equal(generations, Assert.Single(report.Ends).Value);
    }
}
