using RenderStudio.Core.Predictions;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

public sealed class ExclusiveWorkGateTests : IDisposable
{
    private readonly ExclusiveWorkGate turns = new();

    [Fact]
    public async Task Exclusive_work_waits_for_other_work_and_blocks_new_work_until_it_ends()
    {
        var first = new Work(turns, alone: false);
        var second = new Work(turns, alone: false);
        await first.Begun;
        await second.Begun;

        var alone = new Work(turns, alone: true);
        var later = new Work(turns, alone: false);
        await first.EndAsync();
        await OthersRunAsync();
        Assert.False(alone.HasBegun || later.HasBegun);

        await second.EndAsync();
        await alone.Begun;
        await OthersRunAsync();
        Assert.False(later.HasBegun);

        await alone.EndAsync();
        await later.Begun;
        await later.EndAsync();
    }

    [Fact]
    public async Task Exclusive_work_that_is_canceled_while_waiting_blocks_no_other_work()
    {
        var first = new Work(turns, alone: false);
        await first.Begun;
        using var patience = new CancellationTokenSource();
        var alone = turns.RunAsync(alone: true, () => Task.FromResult(0), patience.Token);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone);

        await first.EndAsync();
        Assert.Equal(1, await turns.RunAsync(alone: true, () => Task.FromResult(1), default).WaitAsync(Patience));
    }

    [Fact]
    public async Task Failed_work_returns_its_slot()
    {
        foreach (var alone in new[] { true, false, true })
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => turns.RunAsync<int>(
                alone, () => throw new InvalidDataException(), default).WaitAsync(Patience));
        }
    }

    public void Dispose() => turns.Dispose();

    /// <summary>Waits until work that was ready has run: the thread pool runs its tasks in order.</summary>
    private static async Task OthersRunAsync()
    {
        for (var time = 0; time < 100; time++)
            await Task.Run(() => { });
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Begins when the gate admits it and ends when the test completes it.</summary>
    private sealed class Work
    {
        private readonly TaskCompletionSource begun = new();
        private readonly TaskCompletionSource<int> end = new();
        private readonly Task<int> running;

        public Work(ExclusiveWorkGate turns, bool alone) => running = turns.RunAsync(alone, () =>
        {
            begun.SetResult();
            return end.Task;
        }, default);

        public bool HasBegun => begun.Task.IsCompleted;

        public Task Begun => begun.Task.WaitAsync(Patience);

        public Task<int> EndAsync()
        {
            end.SetResult(0);
            return running.WaitAsync(Patience);
        }
    }
}
