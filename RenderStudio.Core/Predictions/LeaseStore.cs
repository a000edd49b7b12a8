using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Predictions;

/// <summary>Renews leases of predictions.</summary>
public sealed class LeaseStore(StudioDatabase database, IOptions<PredictionOptions> options)
{
    private const string RenewSql =
        """
        update predictions set lease_until = clock_timestamp() + make_interval(secs => @seconds)
        where id = @predictionId and lease_token = @token
        """;

    /// <returns>False when the prediction no longer has this lease.</returns>
    public async Task<bool> RenewAsync(Guid predictionId, Guid token, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var args = new { predictionId, token, seconds = options.Value.LeaseSeconds };
        return await connection.ExecuteAsync(RenewSql, args) == 1;
    }
}
