using Microsoft.Extensions.Options;
using Npgsql;
using RenderStudio.Core.Billing;
using RenderStudio.Core.Database;
using RenderStudio.Core.Generations;
using RenderStudio.Core.Identity;
using RenderStudio.Core.Predictions;
using RenderStudio.Core.Sweeps;

namespace RenderStudio.Core.Reconciliation;

/// <summary>
/// Deletes old records: idempotency keys, quotes, webhook deliveries, rejected messages, listing errors, turns of
/// ended predictions, hashes of erased subjects, applied events of Stripe and withdrawals of no payment. It deletes
/// small batches, so that locks are short.
/// </summary>
internal sealed class OldRecordsSweep(StudioDatabase database, IOptions<SweepOptions> options) : ISweep
{
    public string Name => "old records";

    public async Task<SweepCount> RunAsync(bool dryRun, CancellationToken ct)
    {
        var age = TimeSpan.FromDays(options.Value.RecordDays).TotalSeconds;
        await using var connection = await database.OpenAsync(ct);
        var found = await CountAsync(connection, age);
        var removed = 0;
        while (!dryRun && await DeleteBatchAsync(connection, age) is > 0 and var batch)
        {
            removed += batch;
            ct.ThrowIfCancellationRequested();
        }

        return new(found, removed);
    }

    private static async Task<int> CountAsync(NpgsqlConnection connection, double age) =>
        await OldSubmitStore.CountAsync(connection, age)
        + await OldMessageStore.CountAsync(connection, age)
        + await StartBudgetStore.CountEndedAsync(connection)
        + await OldListingErrorStore.CountAsync(connection, age)
        + await OldEventStore.CountAsync(connection, age)
        + await OldWithdrawalStore.CountAsync(connection)
        + await ErasedSubjectStore.CountOldAsync(connection);

    private static async Task<int> DeleteBatchAsync(NpgsqlConnection connection, double age) =>
        await OldSubmitStore.DeleteBatchAsync(connection, age)
        + await OldMessageStore.DeleteBatchAsync(connection, age)
        + await StartBudgetStore.DeleteEndedBatchAsync(connection)
        + await OldListingErrorStore.DeleteBatchAsync(connection, age)
        + await OldEventStore.DeleteBatchAsync(connection, age)
        + await OldWithdrawalStore.DeleteBatchAsync(connection)
        + await ErasedSubjectStore.DeleteOldBatchAsync(connection);
}
