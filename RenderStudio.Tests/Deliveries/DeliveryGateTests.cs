using Microsoft.Extensions.Options;
using RenderStudio.Core.Deliveries;

namespace RenderStudio.Tests.Deliveries;

public sealed class DeliveryGateTests
{
    private readonly DeliveryGate gate = new(
        Options.Create(new DeliveryOptions { MaxParallel = 8, MaxParallelPerOwner = 2 }));

    [Fact]
    public void Slow_endpoints_of_any_number_of_owners_hold_half_of_the_places()
    {
        var slow = Enumerable.Range(0, 100).Select(_ => gate.TryEnter(Guid.NewGuid(), isQuick: false)).ToList();
        var quick = Enumerable.Range(0, 100).Select(_ => gate.TryEnter(Guid.NewGuid(), isQuick: true)).ToList();

        Assert.Equal((4, 4), (slow.Count(place => place is not null), quick.Count(place => place is not null)));
    }

    [Fact]
    public void One_owner_holds_two_places()
    {
        var owner = Guid.NewGuid();

        Assert.NotNull(gate.TryEnter(owner, isQuick: true));
        Assert.NotNull(gate.TryEnter(owner, isQuick: false));
        Assert.Null(gate.TryEnter(owner, isQuick: true));
        Assert.NotNull(gate.TryEnter(Guid.NewGuid(), isQuick: true));
    }

    [Fact]
    public void A_place_is_free_again_once_after_it_is_left()
    {
        var owner = Guid.NewGuid();
        var first = gate.TryEnter(owner, isQuick: false)!;
        var second = gate.TryEnter(owner, isQuick: false)!;

        first.Dispose();
        first.Dispose();

        Assert.NotNull(gate.TryEnter(owner, isQuick: false));
        Assert.Null(gate.TryEnter(owner, isQuick: false));
        second.Dispose();
        Assert.NotNull(gate.TryEnter(owner, isQuick: false));
    }
}
