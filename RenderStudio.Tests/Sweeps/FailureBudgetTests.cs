using RenderStudio.Core.Sweeps;

namespace RenderStudio.Tests.Sweeps;

public sealed class FailureBudgetTests
{
    [Fact]
    public async Task A_failed_item_blocks_no_later_item_and_fails_the_sweep_at_its_end()
    {
        var turns = new FailureBudget();

        Assert.Equal(0, await turns.TryAsync<int>(() => throw new IOException(), default));
        Assert.Equal(7, await turns.TryAsync(() => Task.FromResult(7), default));

        Assert.Throws<AggregateException>(turns.ThrowIfFailed);
    }

    [Fact]
    public async Task Ten_failures_end_a_sweep_immediately()
    {
        var (turns, tries) = (new FailureBudget(), 0);
        Task<int> Fail()
        {
            tries++;
            throw new IOException();
        }

        for (var turn = 0; turn < 9; turn++)
            await turns.TryAsync(Fail, default);
        await Assert.ThrowsAsync<AggregateException>(() => turns.TryAsync(Fail, default));

        Assert.Equal(10, tries);
    }

    [Fact]
    public async Task A_canceled_sweep_ends_immediately()
    {
        var turns = new FailureBudget();

        await Assert.ThrowsAsync<OperationCanceledException>(() => turns.TryAsync<int>(
            () => throw new OperationCanceledException(), new CancellationToken(canceled: true)));

        turns.ThrowIfFailed();
    }
}
