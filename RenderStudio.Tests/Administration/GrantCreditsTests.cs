using RenderStudio.Core;
using RenderStudio.Core.Administration;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Administration;

/// <summary>Credits that an operator gives to an owner or takes back.</summary>
[Collection<OnTheWorkbench>]
public sealed class GrantCreditsTests(Workbench bench) : IAsyncLifetime
{
    // The balance after the seed, whose account has no month yet: the free plan grants 20.
    private const int Before = SeededGeneration.Balance - 2 + 20;

    private SeededGeneration seeded = null!;
    private Caller admin = null!;

    public async ValueTask InitializeAsync()
    {
        await bench.ClearAsync();
        seeded = await bench.SeedAsync();
        admin = new((await bench.SeedAsync()).OwnerId, IsAdmin: true);
    }

    [Fact]
    public async Task Granted_credits_raise_the_balance_and_do_not_expire()
    {
        var granted = await OkAsync(new(50, "a goodwill", "one"));

        Assert.Equal(new GrantedCredits(seeded.OwnerId, 50, Before + 50, 50, Repeated: false), granted);
        await bench.Engine.ExecuteAsync("update accounts set period_ends = now() - interval '1 second'");
        Assert.Equal(50, (await OkAsync(new(1, "another", "two"))).Purchased - 1);
        Assert.Equal("grant 50 a goodwill", await bench.Engine.QueryAsync<string>(
            "select kind || ' ' || delta || ' ' || reason from credit_entries where cause = 'operator:one'"));
    }

    [Fact]
    public async Task Equal_requests_with_one_key_grant_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OkAsync(new(50, "a goodwill", "one"))));

        Assert.Single(answers, answer => !answer.Repeated);
        Assert.All(answers, answer => Assert.Equal(Before + 50, answer.Balance));
        Assert.Equal(Before + 50, await bench.BalanceAsync(seeded));
        Assert.Equal(1, await ActsAsync());
    }

    [Theory]
    [InlineData(51, "a goodwill")]
    [InlineData(-50, "a goodwill")]
    [InlineData(50, "another reason")]
    public async Task A_key_of_other_credits_is_rejected(int credits, string reason)
    {
        await OkAsync(new(50, "a goodwill", "one"));

        var answer = await RunAsync(seeded.OwnerId, new(credits, reason, "one"));

        Assert.Equal(ProblemCode.IdempotencyKeyReused, answer.Problem?.Code);
        Assert.Equal(Before + 50, await bench.BalanceAsync(seeded));
        Assert.Equal(1, await ActsAsync());
    }

    [Fact]
    public async Task The_keys_of_two_owners_are_independent()
    {
        await OkAsync(new(50, "a goodwill", "one"));

        var other = await RunAsync(admin.OwnerId, new(7, "a test", "one"));

        Assert.Equal(Before + 7, other.Value?.Balance);
    }

    [Fact]
    public async Task At_most_the_balance_is_taken_back_and_credits_that_do_not_expire_first()
    {
        await OkAsync(new(50, "a mistake", "one"));

        var rejected = await RunAsync(seeded.OwnerId, new(-(Before + 51), "too much", "two"));
        var taken = await OkAsync(new(-40, "the mistake", "three"));

        Assert.Equal(["credits"], rejected.Problem!.Errors!.Keys);
        Assert.Equal((Before + 10, 10), (taken.Balance, taken.Purchased));
        Assert.Equal(0, (await OkAsync(new(-(Before + 10), "the rest", "four"))).Balance);
        Assert.Equal(3, await ActsAsync());
    }

    [Fact]
    public async Task Unknown_and_erased_owners_are_not_found_and_get_no_credits()
    {
        await bench.Engine.ExecuteAsync("update owners set erased_at = now() where id = @OwnerId", seeded);

        foreach (var owner in new[] { seeded.OwnerId, Guid.NewGuid() })
        {
            var answer = await RunAsync(owner, new(50, "a goodwill", "one"));
            Assert.Equal(ProblemCode.NotFound, answer.Problem?.Code);
        }

        Assert.Equal(SeededGeneration.Balance - 2, await bench.BalanceAsync(seeded));
        Assert.Equal(0, await ActsAsync());
    }

    private async Task<GrantedCredits> OkAsync(CreditGrant grant)
    {
        var answer = await RunAsync(seeded.OwnerId, grant);
        Assert.False(answer.Failed(out var problem, out var granted), problem?.Message);
        return granted!;
    }

    private Task<Result<GrantedCredits>> RunAsync(Guid ownerId, CreditGrant grant) =>
        bench.Engine.Get<GrantCredits>().RunAsync(ownerId, grant, admin, default);

    private Task<int> ActsAsync() => bench.Engine.QueryAsync<int>(
        "select count(*)::int from admin_acts where target = @OwnerId::text", seeded);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
