using Npgsql;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Administration;

/// <summary>Reads the numbers of a range of time.</summary>
public sealed class ReadReport(StudioDatabase database, TimeProvider clock)
{
    public const int MaxDays = 92;

    private const int DefaultDays = 7;

    /// <param name="from">Null for seven days before <paramref name="to"/>.</param>
    /// <param name="to">Not included; null for the end of the current day.</param>
    public async Task<Result<UsageReport>> RunAsync(DateTime? from, DateTime? to, CancellationToken ct)
    {
        var end = to ?? clock.GetUtcNow().UtcDateTime.Date.AddDays(1);
        var start = from ?? (end - DateTime.MinValue < TimeSpan.FromDays(DefaultDays)
            ? DateTime.MinValue
            : end.AddDays(-DefaultDays));
        if (start >= end || end - start > TimeSpan.FromDays(MaxDays))
            return Problem.OfField("from", $"Must be before 'to', by at most {MaxDays} days.");
        return await database.InSnapshotAsync(connection => ReadAsync(connection, start, end), ct);
    }

    private static async Task<UsageReport> ReadAsync(NpgsqlConnection connection, DateTime from, DateTime to) => new()
    {
        From = from,
        To = to,
        Generations = await ReportStore.GenerationsAsync(connection, from, to),
        Failures = await ReportStore.FailuresAsync(connection, from, to),
        Credits = await ReportStore.CreditsAsync(connection, from, to),
    };
}
