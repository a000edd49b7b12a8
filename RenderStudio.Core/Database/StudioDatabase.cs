using System.Data;
using Npgsql;

namespace RenderStudio.Core.Database;

/// <summary>Opens connections and transactions; the stores contain the statements.</summary>
public sealed class StudioDatabase(NpgsqlDataSource source)
{
    /// <summary>Does not open a connection for canceled work, although Npgsql returns an idle one.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => ct.IsCancellationRequested
        ? ValueTask.FromCanceled<NpgsqlConnection>(ct)
        : source.OpenConnectionAsync(ct);

    /// <summary>Throws when the database does not respond.</summary>
    public async Task PingAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand("select 1");
        await command.ExecuteScalarAsync(ct);
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one READ COMMITTED transaction, which is committed when it returns and rolled
    /// back when it throws.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(connection);
        await transaction.CommitAsync(ct);
        return result;
    }

    /// <summary>Runs reads that all see the database as of the first one, in one read-only transaction.</summary>
    public async Task<T> InSnapshotAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        return await read(connection);
    }

    /// <inheritdoc cref="InTransactionAsync{T}"/>
    public Task InTransactionAsync(Func<NpgsqlConnection, Task> work, CancellationToken ct) =>
        InTransactionAsync(async connection =>
        {
            await work(connection);
            return true;
        }, ct);
}
