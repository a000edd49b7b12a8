using RenderStudio.Testing.Faults;

namespace RenderStudio.Tests.Faults;

/// <summary>
/// Each call of one generation to a dependency fails once, and the reply of each call is lost once: k = 1, 2, 3 … until
/// there is no k-th call.
/// </summary>
[Collection<OnTheFaultyEngine>]
public sealed class EveryCallTests(FaultyEngine bench)
{
    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public Task A_fault_at_any_call_to_Replicate_loses_and_duplicates_nothing(CallFault fault) =>
        InTurnAsync(bench.Http, fault, atLeast: 2);

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public Task A_fault_at_any_call_to_storage_loses_and_duplicates_nothing(CallFault fault) =>
        InTurnAsync(bench.Storage, fault, atLeast: 6);

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public Task A_fault_at_any_exchange_with_Postgres_loses_and_duplicates_nothing(CallFault fault) =>
        InTurnAsync(bench.Postgres, fault, atLeast: 50);

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public async Task A_fault_at_any_call_of_the_reconciler_loses_and_duplicates_nothing(CallFault fault)
    {
        await InTurnAsync(bench.Http, fault, atLeast: 2, reconcilerOnly: true);
        await InTurnAsync(bench.Storage, fault, atLeast: 1, reconcilerOnly: true);
        await InTurnAsync(bench.Postgres, fault, atLeast: 10, reconcilerOnly: true);
    }

    private async Task InTurnAsync(KthCall kth, CallFault fault, int atLeast, bool reconcilerOnly = false)
    {
        List<Guid> walked = [];
        do
        {
            var k = walked.Count + 1;
            walked.Add(await (reconcilerOnly ? ReconciledAsync(kth, k, fault) : DeliveredAsync(kth, k, fault)));
        }
        while (kth.Broken);

        try
        {
            await new Messages(bench).DrainAsync();
            var report = await bench.Audit.RunAsync(walked);
            Assert.Equal(walked.Count, report.Ends.GetValueOrDefault("succeeded"));
            Assert.True(walked.Count > atLeast, $"Only {walked.Count - 1} calls were broken.");
        }
        catch (StormException failure)
        {
            var order = string.Join('\n', walked.Select((id, place) => $"{place + 1}: {id}"));
            throw new StormException($"{fault}: {failure.Message}\nThe call that was broken:\n{order}");
        }
    }

    private Task<Guid> DeliveredAsync(KthCall kth, int k, CallFault fault)
    {
        kth.Arm(k, fault);
        return RunAsync(new Walk(bench, webhooks: true), kth, k);
    }

    /// <summary>No delivery arrives: the first round of the reconciler must find all work.</summary>
    private Task<Guid> ReconciledAsync(KthCall kth, int k, CallFault fault)
    {
        var rounds = 0;
        kth.Disarm();
        return RunAsync(new Walk(bench, webhooks: false, reconciling: begins =>
        {
            if (!begins)
                kth.Disarm();
            else if (rounds++ == 0)
                kth.Arm(k, fault);
        }), kth, k);
    }

    private static async Task<Guid> RunAsync(Walk walk, KthCall kth, int k)
    {
        try
        {
            return await walk.RunAsync();
        }
        catch (StormException failure)
        {
            throw new StormException($"Call {k}: {failure.Message}\n{string.Join('\n', walk.Failures)}");
        }
        finally
        {
            kth.Disarm();
        }
    }
}
