using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using RenderStudio.Core.ApiKeys;
using RenderStudio.Testing.Children;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Tests.ApiKeys;

/// <summary>Checks of the keys of open requests: how many statements they send, and how long they take.</summary>
public sealed class OpenKeyCheckTests(Services services) : IAsyncLifetime
{
    // Less than the time limit of a statement, 30 seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider clock = new(new(2027, 3, 20, 10, 0, 0, TimeSpan.Zero));
    private Engine engine = null!;
    private string key = null!;

    public async ValueTask InitializeAsync()
    {
        engine = await Engine.StartAsync(services, adjust => adjust.AddSingleton<TimeProvider>(clock));
        var owner = await KeyOwner.CreateAsync(engine);
        key = (await owner.KeyAsync()).Text;
    }

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    [Fact]
    public async Task Concurrent_checks_of_one_key_read_it_once()
    {
        using var statements = Record();

        for (var round = 1; round <= 3; round++)
        {
            var checks = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CheckAsync()));

            Assert.DoesNotContain(false, checks);
            Assert.Equal(round, Reads(statements));
            clock.Advance(TimeSpan.FromSeconds(3));
        }
    }

    [Fact]
    public async Task A_check_that_the_database_does_not_answer_keeps_the_request_open_and_a_later_one_ends_it()
    {
        await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await LockAsync(connection);

        var check = CheckAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await check.WaitAsync(Patience));

        await transaction.RollbackAsync();
        await engine.ExecuteAsync("delete from api_keys");
        clock.Advance(TimeSpan.FromSeconds(3));
        await Eventually.BecomesTrueAsync(async () => !await CheckAsync());
    }

    [Fact]
    public async Task A_request_that_ends_does_not_end_the_check_of_the_others()
    {
        await using var connection = await engine.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await LockAsync(connection);
        using var statements = Record();
        using var request = new CancellationTokenSource();

        var (ending, other) = (CheckAsync(request.Token), CheckAsync());
        await request.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ending);
        await transaction.RollbackAsync();

        Assert.True(await other.WaitAsync(Patience));
        Assert.Equal(1, Reads(statements));
    }

    private static async Task<NpgsqlTransaction> LockAsync(NpgsqlConnection connection)
    {
        var transaction = await connection.BeginTransactionAsync();
        await using var locked = new NpgsqlCommand("lock table api_keys", connection, transaction);
        await locked.ExecuteNonQueryAsync();
        return transaction;
    }

    private static int Reads(Statements statements) =>
        statements.Sent.Count(sql => sql.Contains("from api_keys", StringComparison.Ordinal));

    private Statements Record() => new(engine.Get<NpgsqlDataSource>().ConnectionString);

    private Task<bool> CheckAsync(CancellationToken ct = default) =>
        engine.Get<AuthenticateKey>().IsStillValidAsync(key, ct).AsTask();
}
