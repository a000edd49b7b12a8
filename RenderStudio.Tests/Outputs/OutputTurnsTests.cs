using RenderStudio.Core.Outputs;

namespace RenderStudio.Tests.Outputs;

public sealed class OutputTurnsTests
{
    private static readonly DateTimeOffset Soon = DateTimeOffset.UnixEpoch;

    [Fact]
    public async Task What_expires_first_goes_first()
    {
        var turns = new OutputTurns(1);
        await turns.WaitAsync(Soon.AddHours(9), default);
        List<int> order = [];
        var waiting = new[] { 3, 1, 2 }.Select(async hour =>
        {
            await turns.WaitAsync(Soon.AddHours(hour), default);
            order.Add(hour);
            turns.Release();
        }).ToList();

        turns.Release();
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public async Task A_turn_nobody_waits_for_any_more_goes_to_the_next()
    {
        var turns = new OutputTurns(1);
        await turns.WaitAsync(Soon, default);
        using var gone = new CancellationTokenSource();
        var given = turns.WaitAsync(Soon, gone.Token);
        var next = turns.WaitAsync(Soon.AddHours(1), default);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        turns.Release();

        await next.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
