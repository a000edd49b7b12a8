using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;
using static RenderStudio.Tests.ApiKeys.KeyOwner;

namespace RenderStudio.Tests.ApiKeys;

/// <summary>The monthly cap of a key, in the transaction of submits and releases.</summary>
public sealed class KeyCapTests(Services services) : IAsyncLifetime
{
    private readonly FixedClock clock = new(new(2027, 3, 31, 23, 59, 0, TimeSpan.Zero));
    private Engine engine = null!;
    private Engine other = null!;
    private KeyOwner owner = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await services.CreateDatabaseAsync();
        engine = await StartAsync(database);
        other = await StartAsync(database);
        owner = await CreateAsync(engine);
    }

    public async ValueTask DisposeAsync()
    {
        await other.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Theory]
    [InlineData(40, 7, 1)]
    [InlineData(24, 9, 2)]
    [InlineData(30, 0, 1)]
    [InlineData(16, 12, 3)]
    [InlineData(12, 100, 1)]
    public async Task Concurrent_submits_on_two_instances_hold_exactly_what_the_cap_allows(
        int submits, int cap, int variants)
    {
        var caller = await owner.CallerAsync(cap);

        var results = await Task.WhenAll(Enumerable.Range(0, submits).Select(
            number => SubmitAsync(number % 2 == 0 ? engine : other, caller, variants)));

        var expected = Math.Min(submits, cap / variants);
        Assert.Equal(expected, results.Count(result => result.Problem is null));
        Assert.Equal(expected * variants, await owner.SpendAsync(caller));
        Assert.All(
            results.Select(result => result.Problem).OfType<Problem>(),
            problem => Assert.Equal(ProblemCode.KeyCreditCapExceeded, problem.Code));
        Assert.Equal(expected, await engine.QueryAsync<int>(
            "select count(*)::int from generations where owner_id = @OwnerId", new { owner.OwnerId }));
    }

    [Fact]
    public async Task A_rejected_submit_names_the_cap_and_what_is_used_and_a_smaller_one_is_accepted()
    {
        var caller = await owner.CallerAsync(cap: 3);
        await AcceptAsync(caller, variants: 2);

        var rejected = (await SubmitAsync(engine, caller, variants: 2)).Problem!;

        Assert.Equal(
            "The generation requires 2 credits; the API key may use 3 per month and has used or holds 2.",
            rejected.Message);
        await AcceptAsync(caller, variants: 1);
        Assert.Equal(3, await owner.SpendAsync(caller));
    }

    [Fact]
    public async Task Released_credits_can_be_used_again()
    {
        var caller = await owner.CallerAsync(cap: 2);
        var first = await AcceptAsync(caller, variants: 2);
        Assert.NotNull((await SubmitAsync(engine, caller)).Problem);

        await CancelAsync(first);

        Assert.Equal(0, await owner.SpendAsync(caller));
        await AcceptAsync(caller, variants: 2);
    }

    [Fact]
    public async Task A_retry_with_the_key_counts()
    {
        var caller = await owner.CallerAsync(cap: 2);
        var first = await AcceptAsync(owner.ByToken, variants: 2);
        await CancelAsync(first);

        Assert.Null((await RetryAsync(first, caller)).Problem);

        Assert.Equal(2, await owner.SpendAsync(caller));
        Assert.Equal(
            ProblemCode.KeyCreditCapExceeded, (await SubmitAsync(engine, caller)).Problem!.Code);
    }

    [Fact]
    public async Task A_token_and_another_key_do_not_count_and_are_not_limited()
    {
        var (capped, free) = (await owner.CallerAsync(cap: 1), await owner.CallerAsync());
        await AcceptAsync(capped);

        foreach (var caller in new[] { owner.ByToken, free, await owner.CallerAsync(cap: 1) })
            await AcceptAsync(caller);

        Assert.Equal((1, 1), (await owner.SpendAsync(capped), await owner.SpendAsync(free)));
    }

    [Fact]
    public async Task A_month_in_UTC_has_a_cap_of_its_own_and_a_release_counts_for_the_month_of_its_hold()
    {
        var caller = await owner.CallerAsync(cap: 2);
        var first = await AcceptAsync(caller, variants: 2);
        Assert.NotNull((await SubmitAsync(engine, caller)).Problem);

        clock.Now = clock.Now.AddMinutes(1);
        Assert.Equal(0, await owner.SpendAsync(caller));
        await AcceptAsync(caller, variants: 2);
        await CancelAsync(first);

        Assert.Equal(2, await owner.SpendAsync(caller));
        Assert.NotNull((await SubmitAsync(engine, caller)).Problem);
        Assert.Equal("2027-03-01 0, 2027-04-01 2", await engine.QueryAsync<string>(
            """
            select string_agg(month || ' ' || credits, ', ' order by month) from api_key_spends where api_key_id = @Id
            """, caller.Key));
    }

    [Fact]
    public async Task A_balance_below_the_cap_is_reported_as_the_balance()
    {
        var caller = await owner.CallerAsync(cap: 50);
        await AcceptAsync(caller);
        await engine.ExecuteAsync("update accounts set balance = 0 where owner_id = @OwnerId", new { owner.OwnerId });

        Assert.Equal(ProblemCode.QuotaExceeded, (await SubmitAsync(engine, caller)).Problem!.Code);
        Assert.Equal(1, await owner.SpendAsync(caller));
    }

    [Fact]
    public async Task A_deleted_key_that_an_instance_still_accepts_spends_nothing()
    {
        var created = await owner.KeyAsync();
        Assert.Null(await other.Get<DeleteApiKey>().RunAsync(created.Key.Id, owner.ByToken, default));

        var rejected = await SubmitAsync(engine, owner.By(created));

        Assert.Equal(ProblemCode.Unauthenticated, rejected.Problem!.Code);
        Assert.Equal(0, await engine.QueryAsync<int>(
            "select count(*)::int from generations where owner_id = @OwnerId", new { owner.OwnerId }));
    }

    [Fact]
    public async Task A_deletion_during_submits_lets_each_submit_succeed_or_be_rejected()
    {
        for (var round = 0; round < 20; round++)
        {
            var created = await owner.KeyAsync(cap: 5);
            var submits = Enumerable.Range(0, 6).Select(_ => SubmitAsync(engine, owner.By(created))).ToList();
            var deleted = other.Get<DeleteApiKey>().RunAsync(created.Key.Id, owner.ByToken, default);

            var results = await Task.WhenAll(submits);

            Assert.Null(await deleted);
            Assert.All(
                results.Select(result => result.Problem?.Code).OfType<ProblemCode>(), code => Assert.Contains(
                    code, (ProblemCode[])[ProblemCode.Unauthenticated, ProblemCode.KeyCreditCapExceeded]));
            await Task.WhenAll(results.Where(result => result.Problem is null)
                .Select(result => CancelAsync(result.Value!.Id)));
        }

        Assert.Equal(0, await engine.QueryAsync<int>("select count(*)::int from api_key_spends"));
    }

    [Fact]
    public async Task A_quote_tells_what_the_cap_leaves_and_that_a_submit_would_exceed_it()
    {
        var caller = await owner.CallerAsync(cap: 3);
        await AcceptAsync(caller, variants: 2);

        var (fits, exceeds) = (await QuoteAsync(caller, variants: 1), await QuoteAsync(caller, variants: 2));

        Assert.Equal((1, 0), (fits.KeyCreditsRemaining, fits.Problems.Count));
        Assert.Equal(
            (1, "key_credit_cap_exceeded"), (exceeds.KeyCreditsRemaining, Assert.Single(exceeds.Problems).Code));
        Assert.Null((await QuoteAsync(owner.ByToken, variants: 1)).KeyCreditsRemaining);
        Assert.Null((await QuoteAsync(await owner.CallerAsync(), variants: 1)).KeyCreditsRemaining);
        Assert.Equal(2, await owner.SpendAsync(caller));
    }

    [Fact]
    public async Task A_submit_with_a_key_needs_no_further_statement()
    {
        var (caller, token) = (await owner.CallerAsync(cap: 50), owner.ByToken);
        await AcceptAsync(caller);
        await AcceptAsync(token);

        Assert.Equal(await CountAsync(token), await CountAsync(caller));
    }

    private async Task<int> CountAsync(Caller caller)
    {
        using var statements = new Statements(engine.Get<NpgsqlDataSource>().ConnectionString);
        await AcceptAsync(caller);
        return statements.Sent.Count;
    }

    private async Task<Guid> AcceptAsync(Caller caller, int variants = 1)
    {
        var result = await SubmitAsync(engine, caller, variants);
        Assert.Null(result.Problem);
        return result.Value!.Id;
    }

    private Task<Result<SubmittedGeneration>> RetryAsync(Guid generation, Caller caller) =>
        engine.Get<RetryGeneration>().RunAsync(generation, caller, key: null, default);

    private Task<Quote> QuoteAsync(Caller caller, int variants) => engine.Get<QuoteGeneration>().RunAsync(
        new() { Mode = "imagine", Prompt = "a den", Variants = variants }, caller, default);

    private async Task CancelAsync(Guid generation) =>
        Assert.Null(await engine.Get<CancelGeneration>().RunAsync(generation, owner.ByToken, default));

    private Task<Engine> StartAsync(string database) => Engine.StartAsync(
        services, adjust => adjust.AddSingleton<TimeProvider>(clock),
        ("Database:ConnectionString", database),
        ("Plans:Pro:ConcurrentGenerations", "1000"), ("Plans:Pro:CreditsPerMonth", "1000"));
}
