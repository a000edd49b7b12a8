using RenderStudio.Core.Predictions;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

public sealed class ExclusiveWorkGateTests : IDisposable
{
    private readonly ExclusiveWorkGate turns = new();

    [Fact]
    public async Task Exclusive_work_waits_for_other_work_and_blocks_new_work_until_it_ends()
    {
        var first = new Work(turns, exclusive: false);
        var second = new Work(turns, exclusive: false);
        await first.Begun;
        await second.Begun;

        var exclusive = new Work(turns, exclusive: true);
        var later = new Work(turns, exclusive: false);
        await first.EndAsync();
        await OthersRunAsync();
        Assert.False(exclusive.HasBegun || later.HasBegun);

        await second.EndAsync();
        await exclusive.Begun;
        await OthersRunAsync();
        Assert.False(later.HasBegun);

        await exclusive.EndAsync();
        await later.Begun;
        await later.EndAsync();
    }

    [Fact]
    public async Task Exclusive_work_that_is_canceled_while_waiting_blocks_no_other_work()
    {
        var first = new Work(turns, exclusive: false);
        await first.Begun;
        using var patience = new CancellationTokenSource();
        var exclusive = turns.RunAsync(exclusive: true, () => Task.FromResult(0), patience.Token);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => exclusive);

        await first.EndAsync();
        Assert.Equal(1, await turns.RunAsync(exclusive: true, () => Task.FromResult(1), default).WaitAsync(Patience));
    }

    [Fact]
    public async Task Failed_work_returns_its_slot()
    {
        foreach (var exclusive in new[] { true, false, true })
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => turns.RunAsync<int>(
                exclusive, () => throw new InvalidDataException(), default).WaitAsync(Patience));
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

        public Work(ExclusiveWorkGate turns, bool exclusive) => running = turns.RunAsync(exclusive, () =>
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
