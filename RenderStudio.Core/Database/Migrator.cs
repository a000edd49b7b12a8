using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly;
using Polly.Retry;

namespace RenderStudio.Core.Database;

/// <summary>
/// Applies the numbered migrations embedded in this assembly, each once, in a transaction of its own, and forward only.
/// Instances may run it concurrently: an advisory lock admits one migration at a time. While a migration waits for the
/// lock of a table, the statements of the app on that table wait behind it. It therefore gives up after
/// <see cref="MigrationStore.LockTimeout"/>, rolls back and tries again later.
/// </summary>
public sealed partial class Migrator(StudioDatabase database, TimeProvider clock, ILogger<Migrator> logger)
{
    // Together with the lock timeout, a long query may delay a migration for ten minutes.
    private const int MaxRetries = 90;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly ResiliencePipeline retries = new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<PostgresException>(
                error => error.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected),
            MaxRetryAttempts = MaxRetries,
            Delay = RetryDelay,
            OnRetry = retry =>
            {
                LogBlocked(logger, retry.AttemptNumber + 1, RetryDelay.TotalSeconds);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    /// <returns>Number of migrations applied by this call.</returns>
    /// <exception cref="PostgresException">
    /// A migration failed, or other transactions held the lock of a table during all tries; those before it are
    /// applied.
    /// </exception>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var applied = 0;
        while (await retries.ExecuteAsync(async token => await ApplyNextAsync(token), ct))
            applied++;
        return applied;
    }

    /// <returns>False when no migration is pending.</returns>
    private Task<bool> ApplyNextAsync(CancellationToken ct) => database.InTransactionAsync(async connection =>
    {
        await MigrationStore.LockAsync(connection);
        var applied = await MigrationStore.AppliedAsync(connection);
        if (Names().FirstOrDefault(name => !applied.Contains(name)) is not { } next)
            return false;
        await ApplyAsync(connection, next);
        return true;
    }, ct);

    private async Task ApplyAsync(NpgsqlConnection connection, string name)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(Prefix + name)!);
        await MigrationStore.ApplyAsync(connection, name, await reader.ReadToEndAsync());
        LogApplied(logger, name);
    }

    private static Assembly Assembly => typeof(Migrator).Assembly;

    private static string Prefix => $"{typeof(Migrator).Namespace}.Migrations.";

    private static IEnumerable<string> Names() =>
        Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Try {Try} of a migration could not lock a table that other transactions use; the next one follows in "
        + "{Seconds} s")]
    private static partial void LogBlocked(ILogger logger, int @try, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}")]
    private static partial void LogApplied(ILogger logger, string name);
}
