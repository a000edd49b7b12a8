using Dapper;
using Npgsql;
using RenderStudio.Testing.InProcess;

namespace RenderStudio.Testing.Faults;

/// <summary>The figures of an audit without findings.</summary>
/// <param name="Ends">The ends of the acknowledged generations, with the code of a failure.</param>
/// <param name="LeaseExpiries">The lease expiries of these generations.</param>
public sealed record AuditReport(
    IReadOnlyDictionary<string, int> Ends, int Files, int Bought, int CanceledUpstream, int LeaseExpiries)
{
    public static async Task<AuditReport> ReadAsync(
        NpgsqlConnection connection, Guid[] acknowledged, int files, IReadOnlyCollection<RecordedRun> bought)
    {
        var ends = await connection.QueryAsync<(string End, int Count)>(
            """
            select concat_ws(' ', status, failure_code), count(*)::int from generations where id = any(@acknowledged)
            group by 1 order by 1
            """, new { acknowledged });
        var predictions = (await connection.QueryAsync<Guid>(
            "select id from predictions where generation_id = any(@acknowledged)", new { acknowledged })).ToHashSet();
        var leaseExpiries = await connection.ExecuteScalarAsync<int>(
            "select coalesce(sum(lease_expiries), 0)::int from predictions where generation_id = any(@acknowledged)",
            new { acknowledged });
        var ofThese = bought.Where(run => predictions.Contains(run.PredictionId!.Value)).ToList();
        return new(ends.ToDictionary(), files, ofThese.Count, ofThese.Count(run => run.Canceled), leaseExpiries);
    }

    public override string ToString() =>
        $"clean: {string.Join(", ", Ends.Select(end => $"{end.Value} {end.Key}"))}; {Files} files hashed; "
        + $"{Bought} runs bought, {CanceledUpstream} of them canceled; {LeaseExpiries} leases expired";
}
