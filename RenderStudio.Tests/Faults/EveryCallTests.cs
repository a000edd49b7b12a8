using RenderStudio.Testing.Faults;

namespace RenderStudio.Tests.Faults;

/// <summary>
/// Each call of one generation to a neighbour fails in turn, and each one's reply is lost in turn: k = 1, 2, 3 … until
/// there is no k-th call any more.
/// </summary>
[Collection<OnTheFaultyEngine>]
public sealed class EveryCallTests(FaultyEngine bench)
{
    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public Task No_call_to_Replicate_is_one_too_many(CallFault fault) => InTurnAsync(bench.Http, fault, atLeast: 2);

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public Task No_call_to_storage_is_one_too_many(CallFault fault) => InTurnAsync(bench.Storage, fault, atLeast: 6);

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public Task No_exchange_with_Postgres_is_one_too_many(CallFault fault) =>
        InTurnAsync(bench.Postgres, fault, atLeast: 50);

    [Theory]
    [InlineData(CallFault.FailBefore)]
    [InlineData(CallFault.LoseReply)]
    public async Task No_call_of_the_reconciler_is_one_too_many(CallFault fault)
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
        while (kth.Struck);

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

    /// <summary>No delivery arrives: a first round of the reconciler has all to find.</summary>
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
            throw new StormException($"Call {k}: {failure.Message}\n{string.Join('\n', walk.Surprises)}");
        }
        finally
        {
            kth.Disarm();
        }
    }
}
