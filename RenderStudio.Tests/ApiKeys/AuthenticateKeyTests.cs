using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RenderStudio.Core;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Core.Identity;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.ApiKeys;

/// <summary>Authentication by key on two instances: cache, deletion, expiry and last use.</summary>
public sealed class AuthenticateKeyTests(Services services) : IAsyncLifetime
{
    private readonly FixedClock clock = new(new(2027, 3, 20, 10, 0, 0, TimeSpan.Zero));
    private Engine engine = null!;
    private Engine other = null!;
    private KeyOwner owner = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await services.CreateDatabaseAsync();
        engine = await StartAsync(database);
        other = await StartAsync(database);
        owner = await KeyOwner.CreateAsync(engine);
    }

    public async ValueTask DisposeAsync()
    {
        await other.DisposeAsync();
        await engine.DisposeAsync();
    }

    [Fact]
    public async Task An_open_request_notices_a_deletion_on_another_instance_after_three_seconds()
    {
        var created = await owner.KeyAsync();
        var keys = engine.Get<AuthenticateKey>();
        Assert.NotNull((await AuthenticateAsync(created.Text)).Value);
        Assert.Null(await other.Get<DeleteApiKey>().RunAsync(created.Key.Id, owner.ByToken, default));

        clock.Now += TimeSpan.FromSeconds(2.9);
        Assert.True(await keys.IsStillValidAsync(created.Text, default));
        clock.Now += TimeSpan.FromSeconds(0.1);
        Assert.False(await keys.IsStillValidAsync(created.Text, default));
    }

    [Fact]
    public async Task A_key_is_the_caller_with_its_scopes()
    {
        var created = await owner.KeyAsync();

        var caller = (await AuthenticateAsync(created.Text)).Value!;

        var key = new CallerKey(created.Key.Id, KeyScopes.Read | KeyScopes.Generate);
        Assert.Equal(new Caller(owner.OwnerId, IsAdmin: false, key), caller);
    }

    [Fact]
    public async Task A_deleted_key_is_rejected_at_once_and_within_five_seconds_on_another_instance()
    {
        var created = await owner.KeyAsync();
        Assert.NotNull((await AuthenticateAsync(created.Text)).Value);
        Assert.NotNull((await AuthenticateAsync(created.Text, other)).Value);

        Assert.Null(await other.Get<DeleteApiKey>().RunAsync(created.Key.Id, owner.ByToken, default));

        await RejectedAsync(created.Text, other);
        clock.Now += TimeSpan.FromSeconds(4.9);
        Assert.NotNull((await AuthenticateAsync(created.Text)).Value);
        clock.Now += TimeSpan.FromSeconds(0.1);
        await RejectedAsync(created.Text, engine);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_does_not_extend_the_use_of_a_deleted_key()
    {
        var created = await owner.KeyAsync();
        Assert.NotNull((await AuthenticateAsync(created.Text)).Value);
        await other.Get<DeleteApiKey>().RunAsync(created.Key.Id, owner.ByToken, default);

        clock.Now -= TimeSpan.FromHours(1);

        await RejectedAsync(created.Text, engine);
    }

    [Fact]
    public async Task A_key_expires_at_its_time_although_it_is_cached()
    {
        var created = await owner.KeyAsync(expires: clock.Now.UtcDateTime.AddSeconds(2));
        clock.Now += TimeSpan.FromSeconds(1.9);
        Assert.NotNull((await AuthenticateAsync(created.Text)).Value);

        clock.Now += TimeSpan.FromSeconds(0.1);

        Assert.Equal("The API key has expired.", (await AuthenticateAsync(created.Text)).Problem!.Message);
    }

    [Fact]
    public async Task The_key_of_an_erased_owner_is_rejected_although_it_is_stored()
    {
        var created = await owner.KeyAsync();
        await engine.ExecuteAsync("update owners set erased_at = now() where id = @OwnerId", new { owner.OwnerId });

        await RejectedAsync(created.Text, engine);
    }

    [Fact]
    public async Task A_mistyped_key_needs_no_database_call()
    {
        var text = (await owner.KeyAsync()).Text;
        using var statements = Record();

        foreach (var wrong in new[] { text[..^1], $"{text}0", $"{text[..^1]}{(text[^1] == '0' ? '1' : '0')}", "rsk_" })
            await RejectedAsync(wrong, engine);

        Assert.Empty(statements.Sent);
    }

    [Fact]
    public async Task A_known_key_is_looked_up_once_in_five_seconds_and_an_unknown_one_each_time()
    {
        var text = (await owner.KeyAsync()).Text;
        var unknown = KeyText.Generate();
        await AuthenticateAsync(text);
        await RecordedAsync();

        using var known = Record();
        for (var times = 0; times < 20; times++)
            Assert.NotNull((await AuthenticateAsync(text)).Value);
        Assert.Empty(known.Sent);
        clock.Now += TimeSpan.FromSeconds(5);
        await AuthenticateAsync(text);
        await AuthenticateAsync(text);
        Assert.Single(known.Sent);

        using var missing = Record();
        await RejectedAsync(unknown, engine);
        await RejectedAsync(unknown, engine);
        Assert.Equal(2, missing.Sent.Count);
    }

    [Fact]
    public async Task A_use_is_recorded_once_a_minute()
    {
        var text = (await owner.KeyAsync()).Text;
        var begin = clock.Now.UtcDateTime;
        using var statements = Record();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => AuthenticateAsync(
            text, number % 2 == 0 ? engine : other)));
        Assert.Equal(begin, await RecordedAsync());
        for (var second = 5; second < 60; second += 5)
        {
            clock.Now += TimeSpan.FromSeconds(5);
            await AuthenticateAsync(text);
            await AuthenticateAsync(text, other);
        }

        clock.Now = new(begin.AddMinutes(1));
        await AuthenticateAsync(text);
        Assert.Equal(begin.AddMinutes(1), await RecordedAsync(begin));

        // One per instance for the first use, of which one wrote, and one for the use of the next minute.
        Assert.InRange(statements.Sent.Count(sql => sql.StartsWith("update api_keys", StringComparison.Ordinal)), 2, 3);
    }

    [Fact]
    public async Task A_use_does_not_wait_for_its_record()
    {
        var created = await owner.KeyAsync();
        await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locked = new NpgsqlCommand("select from api_keys for update", connection, transaction);
        await locked.ExecuteNonQueryAsync();

        Assert.NotNull((await AuthenticateAsync(created.Text)).Value);
        Assert.Null(await LastUseAsync());

        await transaction.RollbackAsync();
        Assert.Equal(clock.Now.UtcDateTime, await RecordedAsync());
    }

    private async Task<DateTime?> RecordedAsync(DateTime? after = null) =>
        await Eventually.BecomesAsync(LastUseAsync, last => last is not null && last != after);

    private Task<DateTime?> LastUseAsync() => engine.QueryAsync<DateTime?>(
        "select last_used_at from api_keys where owner_id = @OwnerId", new { owner.OwnerId });

    private async Task RejectedAsync(string text, Engine on)
    {
        var problem = (await AuthenticateAsync(text, on)).Problem!;
        Assert.Equal((ProblemCode.Unauthenticated, "The API key is not valid."), (problem.Code, problem.Message));
    }

    private Task<Result<Caller>> AuthenticateAsync(string text, Engine? on = null) =>
        (on ?? engine).Get<AuthenticateKey>().RunAsync(text, default);

    private Statements Record() => new(engine.Get<NpgsqlDataSource>().ConnectionString);

    private Task<Engine> StartAsync(string database) => Engine.StartAsync(
        services, adjust => adjust.AddSingleton<TimeProvider>(clock), ("Database:ConnectionString", database));
}
