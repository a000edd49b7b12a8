using RenderStudio.Core.Outputs;

namespace RenderStudio.Tests.Outputs;

public sealed class ExpiryOrderedGateTests
{
    private static readonly DateTimeOffset Soon = DateTimeOffset.UnixEpoch;

    private readonly Guid owner = Guid.NewGuid(), other = Guid.NewGuid();

    [Fact]
    public async Task The_output_that_expires_first_gets_the_first_slot()
    {
        var turns = new ExpiryOrderedGate(1);
        var first = await turns.TakeAsync(Of(owner), default);
        List<int> order = [];
        var waiting = new[] { 3, 1, 2 }.Select(async hour =>
        {
            using var turn = await turns.TakeAsync(Of(owner) with { Expires = Soon.AddHours(hour) }, default);
            order.Add(hour);
        }).ToList();

        first.Dispose();
        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public async Task A_slot_whose_wait_was_canceled_goes_to_the_next_output()
    {
        var turns = new ExpiryOrderedGate(1);
        var first = await turns.TakeAsync(Of(owner), default);
        using var gone = new CancellationTokenSource();
        var given = turns.TakeAsync(Of(owner), gone.Token);
        var next = turns.TakeAsync(Of(owner), default);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        first.Dispose();

        await next.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task One_owner_leaves_a_slot_to_other_owners()
    {
        var turns = new ExpiryOrderedGate(4);

        var mine = Enumerable.Range(0, 4).Select(_ => turns.TakeAsync(Of(owner), default)).ToList();
        var theirs = turns.TakeAsync(Of(other), default);

        Assert.Equal(3, mine.Count(turn => turn.IsCompleted));
        (await theirs.WaitAsync(TimeSpan.FromSeconds(20))).Dispose();
        Assert.Equal(3, mine.Count(turn => turn.IsCompleted));
        (await mine[0]).Dispose();
        await mine[3].WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Outputs_that_were_slow_share_half_of_the_slots()
    {
        var turns = new ExpiryOrderedGate(4);

        var slow = Enumerable.Range(0, 4)
            .Select(_ => turns.TakeAsync(Of(Guid.NewGuid()) with { WasSlow = true }, default)).ToList();
        var others = Enumerable.Range(0, 2).Select(_ => turns.TakeAsync(Of(Guid.NewGuid()), default)).ToList();

        Assert.Equal(2, slow.Count(turn => turn.IsCompleted));
        await Task.WhenAll(others).WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_slot_goes_to_the_owner_and_then_to_the_render_with_the_fewest()
    {
        var turns = new ExpiryOrderedGate(4);
        var (first, second, third) = (Of(owner), Of(owner), Of(other));
        var held = new[] { first, first, third, Of(Guid.NewGuid()) }
            .Select(request => turns.TakeAsync(request, default)).ToList();
        var same = turns.TakeAsync(first, default);
        var ofSecond = turns.TakeAsync(second with { Expires = Soon.AddHours(1) }, default);
        var ofOther = turns.TakeAsync(third with { Expires = Soon.AddHours(2) }, default);

        (await held[3]).Dispose();
        await ofOther.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(ofSecond.IsCompleted);

        (await held[2]).Dispose();
        await ofSecond.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(same.IsCompleted);
    }

    private static GateRequest Of(Guid owner) => new(owner, Guid.NewGuid(), Soon);
}
