using RenderStudio.Core.Predictions;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.Predictions;

/// <summary>The token bucket of create calls that all instances share, on a database of its own.</summary>
public sealed class StartBudgetTests(Services services) : IAsyncLifetime
{
    private const int Burst = 4;

    private Engine engine = null!;
    private StartBudgetStore budget = null!;

    // A token returns every minute, which is longer than a slow test.
    public async ValueTask InitializeAsync() => (engine, budget) = await WithRateAsync(perMinute: 1);

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task Calls_at_the_same_time_take_no_more_tokens_than_the_burst()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => budget.TakeAsync(default)));

        Assert.Equal(Burst, taken.Count(one => one));
    }

    [Fact]
    public async Task Tokens_return_at_the_configured_rate_up_to_the_burst()
    {
        Assert.Equal([true, true, true, true, false], await TakeAsync(5));

        await LetPassAsync(engine, seconds: 125);
        Assert.Equal([true, true, false], await TakeAsync(3));

        await LetPassAsync(engine, seconds: 3600);
        Assert.Equal([true, true, true, true, false], await TakeAsync(5));
    }

    [Fact]
    public async Task A_token_that_was_not_used_returns()
    {
        Assert.Equal([true, true, true, true, false], await TakeAsync(5));

        await budget.ReturnAsync(default);

        Assert.Equal([true, false], await TakeAsync(2));
    }

    [Fact]
    public async Task A_throttled_call_stops_all_calls_for_the_advised_time_and_one_call_follows()
    {
        await budget.ThrottledAsync(Guid.Empty, TimeSpan.FromSeconds(50), default);

        Assert.False(await budget.TakeAsync(default));
        Assert.InRange(await PauseAsync(), 20, 50);
        await EndPauseAsync(engine);
        Assert.Equal([true, false], await TakeAsync(2));
    }

    [Fact]
    public async Task No_advice_stops_the_calls_for_more_than_a_minute()
    {
        await budget.ThrottledAsync(Guid.Empty, TimeSpan.FromHours(1), default);

        Assert.InRange(await PauseAsync(), 30, 60);
    }

    [Fact]
    public async Task A_shorter_advice_does_not_shorten_the_pause()
    {
        await budget.ThrottledAsync(Guid.Empty, TimeSpan.FromSeconds(50), default);
        await budget.ThrottledAsync(Guid.Empty, TimeSpan.FromSeconds(1), default);

        Assert.InRange(await PauseAsync(), 20, 50);
    }

    [Fact]
    public async Task Calls_rejected_together_lower_the_rate_once_and_it_grows_back_in_ten_minutes()
    {
        var (quick, limit) = await WithRateAsync(perMinute: 60);
        await using var _ = quick;
        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => limit.ThrottledAsync(Guid.Empty, TimeSpan.FromSeconds(50), default)));
        var first = await PerMinuteAsync();
        await EndPauseAsync(quick);
        await limit.ThrottledAsync(Guid.Empty, TimeSpan.FromSeconds(50), default);
        var second = await PerMinuteAsync();
        await EndPauseAsync(quick);
        await LetPassAsync(quick, seconds: 120);
        var later = await PerMinuteAsync();
        await LetPassAsync(quick, seconds: 600);

        Assert.Equal(42, first, tolerance: 0.001);
        Assert.Equal(29.4, second, tolerance: 0.001);
        Assert.InRange(later, 41.4, 55); // a second of a slow test adds a tenth of a call per minute
        Assert.Equal(60, await PerMinuteAsync());

        async Task<double> PerMinuteAsync() => (await limit.ReadAsync(default)).PerMinute;
    }

    [Fact]
    public async Task The_rate_does_not_fall_below_three_calls_per_minute()
    {
        var (quick, limit) = await WithRateAsync(perMinute: 60);
        await using var _ = quick;
        for (var times = 0; times < 20; times++)
        {
            await EndPauseAsync(quick);
            await limit.ThrottledAsync(Guid.Empty, TimeSpan.FromSeconds(50), default);
        }

        Assert.Equal(3, (await limit.ReadAsync(default)).PerMinute, tolerance: 0.001);
        await EndPauseAsync(quick);
        Assert.True(await limit.TakeAsync(default));
    }

    private async Task<(Engine, StartBudgetStore)> WithRateAsync(int perMinute)
    {
        var started = await Engine.StartAsync(
            services, ("Replicate:CreatesPerMinute", $"{perMinute}"), ("Replicate:CreateBurst", $"{Burst}"));
        return (started, started.Get<StartBudgetStore>());
    }

    private async Task<IReadOnlyList<bool>> TakeAsync(int times)
    {
        List<bool> taken = [];
        while (taken.Count < times)
            taken.Add(await budget.TakeAsync(default));
        return taken;
    }

    /// <summary>Seconds until the next call may be sent.</summary>
    private async Task<double> PauseAsync()
    {
        var until = (await budget.ReadAsync(default)).NotBefore!.Value;
        return (until - await engine.QueryAsync<DateTime>("select clock_timestamp()")).TotalSeconds;
    }

    private static Task LetPassAsync(Engine engine, int seconds) => engine.ExecuteAsync(
        "update start_budget set refilled_at = clock_timestamp() - make_interval(secs => @seconds)", new { seconds });

    /// <summary>The rate does not grow afterwards, however slow the test is.</summary>
    private static Task EndPauseAsync(Engine engine) => engine.ExecuteAsync(
        """
        update start_budget set not_before = clock_timestamp(), refilled_at = clock_timestamp() + interval '1 hour'
        """);
}
