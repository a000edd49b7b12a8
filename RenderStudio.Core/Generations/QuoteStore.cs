using Dapper;
using Microsoft.Extensions.Options;
using RenderStudio.Core.Database;

namespace RenderStudio.Core.Generations;

/// <summary>Writes and reads quotes, and reads the durations of past generations.</summary>
public sealed class QuoteStore(StudioDatabase database, IOptions<GenerationOptions> options)
{
    private const string AddSql =
        """
        insert into quotes (id, owner_id, mode, model, quality, variants, credits_per_variant, expires_at)
        values (@id, @ownerId, @mode, @model, @quality, @variants, @creditsPerVariant,
            clock_timestamp() + make_interval(secs => @seconds))
        returning expires_at
        """;

    /// <returns>When the quote expires.</returns>
    public async Task<DateTime> AddAsync(QuotedPrice price, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<DateTime>(AddSql, new
        {
            price.Id,
            ownerId,
            price.Mode,
            price.Model,
            price.Quality,
            price.Variants,
            price.CreditsPerVariant,
            seconds = options.Value.QuoteMinutes * 60,
        });
    }

    private const string FindSql =
        """
        select id, mode, model, quality, variants, credits_per_variant from quotes
        where id = @id and owner_id = @ownerId and expires_at > clock_timestamp()
        """;

    /// <returns>Null when the owner has no such quote or the quote has expired.</returns>
    public async Task<QuotedPrice?> FindAsync(Guid id, Guid ownerId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<QuotedPrice>(FindSql, new { id, ownerId });
    }

    private const string HistorySql =
        """
        select count(*)::int as generations,
            coalesce(ceil(percentile_cont(0.5) within group (order by seconds)), 0)::int as p50,
            coalesce(ceil(percentile_cont(0.95) within group (order by seconds)), 0)::int as p95
        from (
            select extract(epoch from finished_at - created_at) as seconds
            from generations where model = @model and status = 'succeeded'
            order by finished_at desc limit 200) as latest
        """;

    /// <summary>Durations of the model's 200 most recent succeeded generations.</summary>
    public async Task<History> HistoryAsync(string model, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<History>(HistorySql, new { model });
    }
}

/// <param name="Generations">Number of generations that the percentiles are computed from.</param>
/// <param name="P50">Median duration in seconds; 0 without generations.</param>
/// <param name="P95">95th percentile of the duration in seconds; 0 without generations.</param>
public sealed record History(int Generations, int P50, int P95);
